namespace Transfer.Cli;

/// <summary>Adds options and commands of the command line to the sentences of the libraries, which speak of options only.</summary>
internal static class CommandLineHints
{
    private const string Inspect = "transfer models inspect FILE";
    private const string EvaluateValidation = "transfer evaluate RUN --split validation";

    // RUN becomes the first name in quotes of the sentence.
    private static readonly (string Phrase, string Hint)[] Hints =
    [
        ("points of accuracy. Give it", "--preprocessing"),
        ("the image size in the file", "--image-size"),
        ("another image size", "--image-size"),
        ("Choose cpu or auto", "--device"),
        ("Keep these features as float32", "--dtype float32"),
        ("choose a head", "--head"),
        ("as a target table", "--targets FILE"),
        ("more epochs", "--epochs"),
        ("so none was found. Give one", "--learning-rate"),
        ("and test-time views", "--tta"),
        ("and mixing", "--mixup, --cutmix"),
        ("a strict run", "--strict"),
        ("Train with folds first", "--folds"),
        ("with the same folds, repeats, groups and seed", "--folds, --repeats, --groups, --seed"),
        ("another run folder", "--run FOLDER"),
        ("another cache folder", "--cache FOLDER"),
        ("another file for the outcomes", "--outcomes FILE"),
        ("shares were given, which contradict each other", "--shard, --shards"),
        ("Give the number of shares", "--shards N"),
        ("Give the share", "--shard i/n"),
        ("pool the feature map", "--pool avg"),
        ("another machine can take a part", "--shard"),
        ("a smaller network or another machine", "--shard"),
        ("Nothing says what may be removed", "--older-than, --max-size, --model, --data, --orphaned or --leftovers"),
        ("that they were extracted with", "'transfer cache why IMAGE' tells what differs"),
        ("Unfreeze all", "--unfreeze all"),
        ("inspecting the network", Inspect),
        ("Inspect the network", Inspect),
        ("a check of the network", "transfer models check FILE"),
        ("a seed for random weights", "transfer models check FILE --random-weights 1"),
        ("that Transfer exported", "with 'transfer train' or 'transfer export'"),
        ("Evaluate its validation split", EvaluateValidation),
        ("Evaluate the validation split of that run", EvaluateValidation),
        ("Evaluate the validation split of the run again", "transfer evaluate --split validation"),
        ("or evaluate the validation split", "--split validation"),
        ("is a run of training and not of fine-tuning. Resume it as such", "transfer train --resume RUN"),
        ("is a run of fine-tuning. Resume it as such", "transfer finetune --resume RUN"),
    ];

    /// <summary>The sentence with the hint in brackets behind each phrase that has one.</summary>
    public static string AddTo(string sentence)
    {
        var run = sentence.Split('\'') is [_, var quoted, _, ..] ? quoted : "RUN";
        foreach (var (phrase, hint) in Hints.Where(h => !sentence.Contains(h.Hint, StringComparison.Ordinal)))
        {
            var text = hint.Replace("RUN", run, StringComparison.Ordinal);
            sentence = sentence.Replace(phrase, $"{phrase} ({text})", StringComparison.Ordinal);
        }

        return sentence;
    }
}
