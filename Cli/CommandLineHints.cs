namespace Transfer.Cli;

/// <summary>Adds flags and commands to the sentences of the libraries, which speak of options only.</summary>
internal static class CommandLineHints
{
    private const string Inspect = "transfer models inspect FILE";
    private const string Evaluate = "transfer evaluate RUN --split validation";
    private const string Run = "RUN";

    /// <summary>Phrases, and the hints put in brackets behind them. RUN becomes the folder that the sentence begins with.</summary>
    internal static IReadOnlyList<(string Phrase, string Hint)> All { get; } =
    [
        ("Download it", "transfer models pull NAME, or --yes"),
        ("with a known hash exists. Export it with Python, and add the file under its name", "transfer models add FILE --name NAME"),
        ("of the preprocessing of", "--preprocessing"),
        ("points of accuracy. Give it", "--preprocessing"),
        ("Or let it be found by images of known classes", "transfer doctor MODEL --data DATA, or --preprocessing auto in training"),
        ("or find it first with images of known classes", "transfer doctor MODEL --data DATA"),
        ("another image size", "--image-size"),
        ("the image size in the file", "--image-size"),
        ("or choose a head", "--head"),
        ("as a target table", "--targets"),
        ("test-time views", "--tta"),
        ("nothing is to be unfrozen. Say what", "--unfreeze"),
        ("Keep these features as float32", "--dtype float32"),
        ("pool the feature map", "--pool avg"),
        ("Choose the class token, their average, their maximum or no pooling", "--pool token, avg, max or none"),
        ("Choose its average, its maximum or no pooling", "--pool avg, max or none"),
        ("Choose another cut, or no pooling", "--cut, --pool none"),
        ("allow data outside of the folder", "--allow-outside-data"),
        ("Leave out the cut", "--cut"),
        ("leave out the cut", "--cut"),
        ("another run folder", "--run"),
        ("allow that it is overwritten", "--overwrite"),
        ("a run that was interrupted can be resumed", "--resume"),
        ("Give the folder that has them now", "--data"),
        ("another cache folder", "--cache"),
        ("with npm, and give its file or folder as the runtime", $"npm pack onnxruntime-web@{WebExport.TestedRuntime}, --runtime"),
        ("Give the npm package as the runtime", "--runtime"),
        ("another folder for the page", "--web"),
        ("another port", "--port"),
        ("another file for the outcomes", "--outcomes"),
        ("a share of the files", "--shard"),
        ("Give the share", "--shard"),
        ("the number of shares", "--shards"),
        ("may be removed", "--older-than, --max-size, --model, --data, --orphaned, --leftovers"),
        ("that they were extracted with", "'transfer cache why IMAGE' tells what differs"),
        ("inspecting the network", Inspect),
        ("Inspect the network", Inspect),
        ("a check of the network", "transfer models check FILE"),
        ("a seed for random weights", "transfer models check FILE --random-weights 1"),
        ("Unfreeze all", "--unfreeze all"),
        ("that Transfer exported", "with train, finetune or export"),
        ("Evaluate its validation split", Evaluate),
        ("Evaluate the validation split", Evaluate),
        ("or evaluate the validation split", "--split validation"),
        ("export the run", "transfer export RUN"),
        ("fine-tune this run", "transfer finetune RUN --unfreeze LAYER"),
        ("is a run of training and not of fine-tuning. Resume it as such", "transfer train --resume RUN"),
        ("is a run of fine-tuning. Resume it as such", "transfer finetune --resume RUN"),
    ];

    public static string AddTo(string sentence)
    {
        var name = sentence.Split('\'') is ["", var quoted, _, ..] ? quoted : Run;
        var run = File.Exists(name) ? Path.GetDirectoryName(name) : name;
        return All.Aggregate(sentence, (text, row) => text.Replace(
            row.Phrase, $"{row.Phrase} ({row.Hint.Replace(Run, run, StringComparison.Ordinal)})", StringComparison.Ordinal));
    }
}
