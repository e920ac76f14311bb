namespace Transfer.Pipeline;

/// <summary>Trains a whole network from random weights: the course's first method, to compare transfer learning with.</summary>
internal sealed class ScratchMethod(ImageInputs inputs) : NetworkMethod(inputs)
{
    public override string Name => $"{base.Name}-scratch";

    public override string Stage => "Training from scratch";

    public override TransferNetwork BuildNetwork()
    {
        // Features are not scaled: nothing is known of them yet.
        var scale = new float[Images.HeadLength];
        Array.Fill(scale, 1);
        if (Images.Base.Backbone.Graph.RunsOneByOne)
        {
            throw new NotSupportedException($"{BatchOfOne.Sentence(Images.Base.Backbone.Graph.Name)} It cannot be trained from random "
                + "weights: its normalization would learn from single images.");
        }

        var graph = GraphOf(Images.Base);
        graph.LearnsStatistics = true;
        return new TransferNetwork(graph, Images.Base.EndPooling, Images.NewHead(new FeatureScaling(new float[scale.Length], scale)));
    }
}
