using Heliograph.Broker;

namespace Heliograph.Simulation.World;

/// <summary>The last events of a run, in words. Off in ordinary runs: a failing seed is run again with it on.</summary>
public sealed class Trace(int capacity)
{
    private readonly Queue<string> _lines = [];

    public bool IsOn => capacity > 0;

    public IReadOnlyCollection<string> Lines => _lines;

    public void Add(Instant now, string what)
    {
        if (_lines.Count == capacity) _lines.Dequeue();
        _lines.Enqueue($"{now.Milliseconds / 1000.0,9:0.000}  {what}");
    }
}
