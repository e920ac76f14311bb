using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Runs;

/// <summary>The files of a run folder can be edited, cut off or made up.</summary>
public sealed class HostileRunTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    private static readonly int Mutations = TrainedRun.Mutations(60);

    [Theory]
    [InlineData("status", "\"done\"", "The status is 'done'; expected one of started, trained, exported.")]
    [InlineData("classes", "[]", "The classes are ; expected names, each once.")]
    [InlineData("classes", "[\"a\",\"a\"]", "The classes are 'a', 'a'; expected names, each once.")]
    [InlineData("classes", "[\"a\"]", "A binary task has 2 classes, and the data have 1.")]
    [InlineData("imageSize", "99999", "The image size is 99999; expected 1 to 4096 pixels.")]
    [InlineData("featureShape", "[70000,70000]", "The shape of the features is [70000,70000]; expected positive sizes.")]
    [InlineData("preprocessing", "\"order=XYZ\"", "The preprocessing 'order=XYZ' cannot be used: 'XYZ' is not a channel order;")]
    [InlineData("bestEpoch", "-1", "A number of samples or of the best epoch is too small;")]
    [InlineData("options.testViews", "2147483647", "The number of test-time views is 2147483647; expected 0 (none) to 1000.")]
    [InlineData("backbone", "null", "There is no backbone; expected one, because the run is of images.")]
    public void A_value_that_does_not_fit_is_named(string path, string value, string fault)
    {
        trained.Change(trained.Run.RecordPath, json => JsonMutator.Set(json, path, value));
        var message = Assert.Throws<InvalidDataException>(() => trained.Run.ReadRecord()).Message;
        Assert.StartsWith($"'{trained.Run.RecordPath}' was changed: {fault}", message, StringComparison.Ordinal);
        Assert.EndsWith("Put back what was changed, or train again into another folder.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("options", null, "options")]
    [InlineData("classes", null, "classes")]
    [InlineData("formatVersion", null, "it has no formatVersion, a whole number")]
    [InlineData("formatVersion", "\"3\"", "it has no formatVersion, a whole number")]
    [InlineData("classes", "null", "classes")]
    [InlineData("classes", "[\"a\",null]", "$.classes[1] is null; expected a value")]
    [InlineData("options.data", "null", "data")]
    [InlineData("options.data", "7", "data")]
    [InlineData("options.features", "[]", "features")]
    [InlineData("kind", "\"x\"", "kind")]
    [InlineData("kind", "0", "kind")]
    [InlineData("imageSize", "99999999999", "imageSize")]
    [InlineData("options.validationSplit", "1e999", "$.options.validationSplit is 1e999; expected a number that is not so large")]
    public void A_value_of_another_type_is_named(string path, string? value, string where)
    {
        trained.Change(trained.Run.RecordPath, json => JsonMutator.Set(json, path, value));
        var message = Assert.Throws<InvalidDataException>(() => trained.Run.ReadRecord()).Message;
        Assert.StartsWith($"'{trained.Run.RecordPath}' is damaged (", message, StringComparison.Ordinal);
        Assert.Contains(where, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("")]
    public void A_record_that_is_none_is_refused(string text)
    {
        trained.Change(trained.Run.RecordPath, _ => text);
        RequireDamage();
    }

    [Fact]
    public void A_member_that_is_there_twice_is_refused()
    {
        trained.Change(trained.Run.RecordPath, json => "{\"imageSize\": 64," + json[1..]);
        RequireDamage();
    }

    [Theory]
    [InlineData("validation", "null", "validation: there is no result")]
    [InlineData("validation.count", "0", "validation: 0 samples and ")]
    [InlineData("validation.metrics", "[]", "metrics; expected at least one of each")]
    [InlineData("validation.metrics", "[null]", "$.validation.metrics[0] is null")]
    [InlineData("validation.accuracy", "{\"right\":3,\"total\":0}", "validation: 3 of 0 are right; expected a share")]
    [InlineData("validation.accuracy", "{}", "right")]
    [InlineData("validation.confusionMatrix", "[[1,2]]", "validation: the confusion matrix is not square")]
    [InlineData("validation.calibration", "{\"temperature\":0,\"errorBefore\":0,\"errorAfter\":0}", "validation: the temperature is 0;")]
    public void A_wrong_evaluation_is_named(string path, string value, string fault)
    {
        trained.Change(trained.Run.EvaluationPath, json => JsonMutator.Set(json, path, value));
        var message = Assert.Throws<InvalidDataException>(() => trained.Run.ReadEvaluation()).Message;
        Assert.StartsWith($"'{trained.Run.EvaluationPath}' is damaged or of another version (", message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[{\"sha256\":null,\"images\":3,\"times\":1}]")]
    [InlineData("[{\"sha256\":\"00\",\"images\":3,\"times\":0}]")]
    [InlineData("[{\"sha256\":\"00\",\"images\":99999999999,\"times\":1}]")]
    public void Wrong_counts_of_test_openings_are_refused(string text)
    {
        trained.Change(trained.Run.OpeningsPath, _ => text);
        Assert.Throws<InvalidDataException>(() => trained.Run.ReadOpenings());
    }

    [Theory]
    [InlineData("1,1,10,5,99999999999,0.5,0.5")]
    [InlineData("1,1,-10,5,1,0.5,0.5")]
    [InlineData("1,1,10,5,1,zero,0.5")]
    [InlineData("1,1")]
    public void Wrong_folds_are_refused(string row)
    {
        const string summary = """
            {"folds":2,"repeats":1,"plan":"0123456789","metric":"accuracy","mean":1,"deviation":0,"low":1,"high":1}
            """;
        string[] rows = ["repeat,fold,train,validation,best_epoch,val_loss,val_accuracy", "1,2,10,5,1,0.5,0.5"];
        trained.Change(trained.Run.FoldSummaryPath, _ => summary);
        File.WriteAllLines(trained.Run.FoldScoresPath, [.. rows, "1,1,10,5,1,0.5,0.5"]);
        Assert.Equal(2, FoldResult.Read(trained.Run).Scores.Count);
        foreach (var text in new[] { string.Join('\n', [.. rows, row]), string.Join('\n', rows) })
        {
            File.WriteAllText(trained.Run.FoldScoresPath, text);
            Assert.Contains("are damaged", Assert.Throws<InvalidDataException>(() => FoldResult.Read(trained.Run)).Message,
                StringComparison.Ordinal);
        }

        File.WriteAllLines(trained.Run.FoldScoresPath, [.. rows, "1,1,10,5,1,0.5,0.5"]);
        foreach (var seed in Enumerable.Range(0, 100))
        {
            File.WriteAllText(trained.Run.FoldSummaryPath, JsonMutator.Mutate(summary, seed));
            var fault = Record.Exception(() => FoldResult.Read(trained.Run).ToString());
            Assert.True(fault is null or InvalidDataException, $"{seed}: {fault}");
        }
    }

    [Fact]
    public void Whatever_is_changed_every_command_works_or_says_why_not_in_a_sentence()
    {
        var failed = 0;
        for (var seed = 0; seed < Mutations; seed++)
        {
            var run = trained.Run;
            var path = (seed % 3) switch { 0 => run.EvaluationPath, _ => run.RecordPath };
            trained.Change(path, json => JsonMutator.Mutate(json, seed));
            string[] command = (seed % 5) switch
            {
                0 => ["evaluate", run.Path, "--split", "validation", "--cache", trained.Cache],
                1 => ["report", run.Path],
                2 => ["compare", run.Path, run.Path],
                3 => ["finetune", run.Path, "--unfreeze", "conv2", "--epochs", "1", "--run", trained.NewRun(), "--cache", trained.Cache],
                _ => ["export", run.Path],
            };
            var (code, output, error) = TransferCommand.Run(command);
            failed += code;
            Assert.True(code == 0 || error.Contains("Error: ", StringComparison.Ordinal), $"{seed}, {command[0]}: {output}{error}");
            Assert.False(error.Contains("unexpected", StringComparison.Ordinal), $"{seed}, {command[0]}: {error}");
        }

        Assert.InRange(failed, 1, Mutations - 1);
    }

    private void RequireDamage() => Assert.Contains(
        "is damaged", Assert.Throws<InvalidDataException>(() => trained.Run.ReadRecord()).Message, StringComparison.Ordinal);
}
