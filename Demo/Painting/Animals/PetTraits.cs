using SkiaSharp;

namespace Transfer.Demo;

/// <summary>How an animal holds itself.</summary>
internal enum PetPose
{
    Portrait,
    SittingFront,
    SittingSide,
    Standing,
    Lying,
}

/// <summary>The form of the ears. A cat's are always <see cref="Triangle"/>.</summary>
internal enum EarForm
{
    Triangle,
    Floppy,
    Pricked,
    SemiFolded,
}

/// <summary>What one animal looks like: everything that does not depend on where it is drawn.</summary>
internal sealed class PetTraits
{
    private static readonly SKColor[] CatEyes =
        [new(196, 170, 60), new(150, 170, 70), new(110, 150, 90), new(120, 160, 200), new(205, 130, 45)];

    private static readonly SKColor[] DogEyes = [new(60, 38, 22), new(84, 54, 28), new(40, 28, 22), new(110, 74, 36)];

    private static readonly SKColor[] Collars =
        [new(180, 40, 40), new(40, 80, 170), new(40, 130, 70), new(60, 50, 50), new(220, 160, 40)];

    public PetTraits(Pet pet, Canvas canvas)
    {
        IsDog = pet == Pet.Dog;
        Pose = canvas.Pick<PetPose>(
            [PetPose.Portrait, PetPose.Portrait, PetPose.SittingFront, PetPose.SittingSide, PetPose.Standing, PetPose.Lying]);
        Profile = Pose is PetPose.Standing or PetPose.SittingSide && canvas.Random.Chance(0.45);
        Tilt = canvas.Between(-16, 16);
        Turn = canvas.Between(-0.8f, 0.8f);
        HeadWidth = canvas.Between(0.9f, 1.1f);
        EarSize = canvas.Between(0.85f, 1.2f);
        Muzzle = canvas.Between(0.75f, 1.25f);
        Ears = IsDog ? canvas.Pick<EarForm>([EarForm.Floppy, EarForm.Floppy, EarForm.Pricked, EarForm.SemiFolded]) : EarForm.Triangle;
        EyeColour = canvas.Pick<SKColor>(IsDog ? DogEyes : CatEyes);
        Pupil = canvas.Between(0.25f, 0.85f);
        Tongue = IsDog && canvas.Random.Chance(0.45);
        Collar = canvas.Random.Chance(0.3) ? canvas.Pick<SKColor>(Collars) : null;
        Leg = canvas.Between(0.85f, 1.15f);
        TailCurl = canvas.Between(-1, 1);
    }

    public bool IsDog { get; }

    public PetPose Pose { get; }

    /// <summary>Whether the head is seen from the side.</summary>
    public bool Profile { get; }

    /// <summary>How far the head leans, in degrees.</summary>
    public float Tilt { get; }

    /// <summary>How far the head is turned away from the viewer: -1 to 1.</summary>
    public float Turn { get; }

    public float HeadWidth { get; }

    public float EarSize { get; }

    /// <summary>Length of the muzzle relative to the kind's usual one.</summary>
    public float Muzzle { get; }

    public EarForm Ears { get; }

    public SKColor EyeColour { get; }

    /// <summary>Width of the pupil relative to its height; only a cat's narrows.</summary>
    public float Pupil { get; }

    public bool Tongue { get; }

    public SKColor? Collar { get; }

    /// <summary>Length of the legs relative to the kind's usual one.</summary>
    public float Leg { get; }

    public float TailCurl { get; }
}
