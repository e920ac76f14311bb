namespace Transfer.Tests.Demo;

public sealed class DemoOptionsTests
{
    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var options = new DemoOptions { TrainingImages = 19, TestImages = 10_001, Device = "gpu" };
        string[] faults =
        [
            "19 training and 10001 test images were asked for; expected 20 to 10000 of each.",
            "'gpu' is not a device; expected auto, cpu, cuda or cuda:N.",
        ];
        Assert.Equal(faults, options.Validate());
        Assert.Equal(faults, Assert.Throws<InvalidOptionsException>(() => DemoRun.Run(options)).Faults);
        Assert.Empty(new DemoOptions().Validate());
    }
}
