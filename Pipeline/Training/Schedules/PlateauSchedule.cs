namespace Transfer.Pipeline.Training;

/// <summary>
/// Keras' <c>ReduceLROnPlateau</c>: multiplies the learning rate by a factor when the monitored value has not improved for some epochs.
/// </summary>
internal sealed class PlateauSchedule(Selection settings, double warmUpSteps) : RateSchedule(warmUpSteps)
{
    private readonly double _factor = settings["factor"];
    private readonly double _patience = settings["patience"];
    private readonly double _minDelta = settings["min_delta"];
    private readonly double _cooldown = settings["cooldown"];
    private readonly double _minShare = settings["min_share"];
    private double _share = 1;
    private double _best = double.PositiveInfinity;
    private int _waited;
    private int _resting;

    public override void EpochEnded(double value)
    {
        if (_resting > 0)
        {
            _resting--;
            _waited = 0;
        }

        // A value that is not a number is never better.
        if (value < _best - _minDelta)
        {
            (_best, _waited) = (value, 0);
        }
        else if (_resting == 0 && ++_waited >= _patience)
        {
            (_share, _resting, _waited) = (Math.Max(_share * _factor, _minShare), (int)_cooldown, 0);
        }
    }

    public override void Save(BinaryWriter writer)
    {
        writer.Write(_share);
        writer.Write(_best);
        writer.Write(_waited);
        writer.Write(_resting);
    }

    public override void Restore(BinaryReader reader) =>
        (_share, _best, _waited, _resting) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt32());

    protected override double After(long step) => _share;
}
