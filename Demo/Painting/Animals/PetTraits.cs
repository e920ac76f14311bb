using SkiaSharp;

namespace Transfer.Demo;

/// <summary>The posture of an animal.</summary>
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

/// <summary>The looks of one animal: everything that does not depend on where it is drawn.</summary>
internal sealed class PetTraits(Pet pet, Canvas canvas)
{
    private static readonly SKColor[] CatEyes =
        [new(196, 170, 60), new(150, 170, 70), new(110, 150, 90), new(120, 160, 200), new(205, 130, 45)];

    private static readonly SKColor[] DogEyes = [new(60, 38, 22), new(84, 54, 28), new(40, 28, 22), new(110, 74, 36)];

    private static readonly SKColor[] Collars =
        [new(180, 40, 40), new(40, 80, 170), new(40, 130, 70), new(60, 50, 50), new(220, 160, 40)];

    // The properties are drawn in this order; another order would be other animals.
    private readonly (PetPose Pose, bool Profile) _posture = Posture(canvas);

    public bool IsDog { get; } = pet == Pet.Dog;

    public PetPose Pose => _posture.Pose;

    /// <summary>Whether the head is seen from the side.</summary>
    public bool Profile => _posture.Profile;

    /// <summary>How far the head leans, in degrees.</summary>
    public float Tilt { get; } = canvas.Between(-16, 16);

    /// <summary>How far the head is turned away from the viewer: -1 to 1.</summary>
    public float Turn { get; } = canvas.Between(-0.8f, 0.8f);

    public float HeadWidth { get; } = canvas.Between(0.9f, 1.1f);

    public float EarSize { get; } = canvas.Between(0.85f, 1.2f);

    /// <summary>Length of the muzzle relative to the kind's usual one.</summary>
    public float Muzzle { get; } = canvas.Between(0.75f, 1.25f);

    public EarForm Ears { get; } = pet == Pet.Cat
        ? EarForm.Triangle
        : canvas.Pick<EarForm>([EarForm.Floppy, EarForm.Floppy, EarForm.Pricked, EarForm.SemiFolded]);

    public SKColor EyeColour { get; } = canvas.Pick<SKColor>(pet == Pet.Cat ? CatEyes : DogEyes);

    /// <summary>Width of the pupil relative to its height; only a cat's narrows.</summary>
    public float Pupil { get; } = canvas.Between(0.25f, 0.85f);

    public bool Tongue { get; } = pet == Pet.Dog && canvas.Random.Chance(0.45);

    public SKColor? Collar { get; } = canvas.Random.Chance(0.3) ? canvas.Pick<SKColor>(Collars) : null;

    /// <summary>Length of the legs relative to the kind's usual one.</summary>
    public float Leg { get; } = canvas.Between(0.85f, 1.15f);

    public float TailCurl { get; } = canvas.Between(-1, 1);

    private static (PetPose Pose, bool Profile) Posture(Canvas canvas)
    {
        var pose = canvas.Pick<PetPose>(
            [PetPose.Portrait, PetPose.Portrait, PetPose.SittingFront, PetPose.SittingSide, PetPose.Standing, PetPose.Lying]);
        return (pose, pose is PetPose.Standing or PetPose.SittingSide && canvas.Random.Chance(0.45));
    }
}
