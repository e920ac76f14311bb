using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>What a file gave for its golden vectors, beside what the trainer gave for them.</summary>
public sealed record VerifyResult
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What ran it, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The version of ONNX Runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The number of images or rows.</summary>
    public required int Count { get; init; }

    /// <summary>The largest difference of two outputs, relative to outputs above 1; NaN where one is not a number.</summary>
    public required double Difference { get; init; }

    /// <summary>The largest difference that may be trusted.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The image or row with the largest difference, from 0.</summary>
    public required int Sample { get; init; }

    /// <summary>The class, label or value with the largest difference.</summary>
    public required string Name { get; init; }

    /// <summary>What this machine gave there.</summary>
    public required double Actual { get; init; }

    /// <summary>What the trainer gave there.</summary>
    public required double Expected { get; init; }

    /// <summary>Whether this machine gives what the trainer gave.</summary>
    public bool IsTrusted => Difference <= Tolerance;

    /// <summary>One sentence, such as <c>It gives here what the trainer gave: the largest difference of 8 is 3E-07 (...).</c></summary>
    public override string ToString()
    {
        var where = string.Create(CultureInfo.InvariantCulture,
            $"{Difference:G2} ('{Name}' of number {Sample + 1}: {Actual:G6}, the trainer gave {Expected:G6})");
        return IsTrusted
            ? $"It gives here what the trainer gave: the largest difference of {Count} is {where}."
            : string.Create(CultureInfo.InvariantCulture,
                $"It gives something else here than the trainer gave: the largest difference of {Count} is {where}, and at most "
                + $"{Tolerance:G2} is expected. Do not use it on this machine and device; run it elsewhere, or export it again.");
    }
}
