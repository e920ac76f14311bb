using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>What an exported file says in words of itself, its input and its outputs: their <c>doc_string</c>.</summary>
internal static class FileDescription
{
    // Of a thousand classes the metadata have the list.
    private const int MostNames = 20;

    /// <summary>Writes the words.</summary>
    public static void AddTo(ModelProto model, ModelMetadata metadata)
    {
        model.DocString = Purpose(metadata);
        model.Graph.DocString = model.DocString;
        foreach (var value in model.Graph.Input)
        {
            value.DocString = Input(metadata);
        }

        foreach (var value in model.Graph.Output)
        {
            value.DocString = Output(value.Name, metadata);
        }
    }

    private static string Names(ModelMetadata metadata) => metadata.Classes.Count <= MostNames
        ? string.Join(", ", metadata.Classes)
        : $"{string.Join(", ", metadata.Classes.Take(MostNames))} and {metadata.Classes.Count - MostNames} more";

    private static string Purpose(ModelMetadata metadata)
    {
        var what = metadata.Features is null ? "images" : "rows of a table";
        return metadata.Targets switch
        {
            TargetKind.Classes => $"Classifies {what}: {Names(metadata)}.",
            TargetKind.Labels => $"Finds the labels of {what}: {Names(metadata)}.",
            _ => $"Predicts values of {what}: {Names(metadata)}.",
        };
    }

    private static string Input(ModelMetadata metadata) => metadata switch
    {
        { Features: { } features } => $"Rows of {features} features as they are in the table, [N, {features}].",
        { Input: ModelInput.Image } =>
            "Images as they are decoded: RGB, bytes from 0 to 255, [N, H, W, 3], of any height and width. The N images of a batch have one "
            + "size. Resizing and normalisation are in the file.",
        _ => $"Images of {metadata.ImageSize} x {metadata.ImageSize} pixels as planes, [N, 3, H, W], each value (pixel - mean) / std: "
            + $"{metadata.Preprocessing}.",
    };

    private static string Output(string name, ModelMetadata metadata) => name switch
    {
        OutputNodes.Label => "The most probable class, [N].",
        OutputNodes.Labels => "Whether each label applies, [N, K].",
        OutputNodes.Value => $"The values in the unit of the targets, [N, K]: {Names(metadata)}.",
        _ when metadata.OutputActivation == OutputActivation.Linear =>
            $"A margin for each name, the more the likelier, [N, K]: {Names(metadata)}.",
        _ => $"The probability of each {(metadata.Targets == TargetKind.Labels ? "label" : "class")}, [N, K]: {Names(metadata)}.",
    };
}
