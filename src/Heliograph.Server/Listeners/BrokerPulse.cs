using Heliograph.Server.Memory;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners;

/// <summary>Tells the engine that time passes, and whether there is memory, ten times a second.</summary>
internal sealed partial class BrokerPulse : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Broker.Broker _broker;
    private readonly BrokerClock _clock;
    private readonly MemoryWatch _memory;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly Task _beating;

    public BrokerPulse(Broker.Broker broker, BrokerClock clock, MemoryWatch memory, TimeProvider time, ILogger logger, bool isByHand = false)
    {
        (_broker, _clock, _memory, _logger) = (broker, clock, memory, logger);
        _timer = new(Period, time);
        _beating = isByHand ? Task.CompletedTask : BeatAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _beating;
    }

    /// <summary>One beat. What fails once must not stop the clock of everyone else.</summary>
    public void Beat()
    {
        try
        {
            _memory.Look();
            _broker.Tick(_clock.Now);
        }
        catch (Exception failure)
        {
            LogFailure(failure);
        }
    }

    private async Task BeatAsync()
    {
        do Beat();
        while (await _timer.WaitForNextTickAsync());
    }

    [LoggerMessage(LogLevel.Error, "something that fell due failed; the broker goes on")]
    private partial void LogFailure(Exception failure);
}
