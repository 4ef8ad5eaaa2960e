
namespace Heliograph.Server.Listeners;

/// <summary>Tells the engine that time passes, ten times a second.</summary>
internal sealed class BrokerPulse : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PeriodicTimer _timer;
    private readonly Task _beating;

    public BrokerPulse(Broker.Broker broker, BrokerClock clock, TimeProvider time)
    {
        _timer = new(Period, time);
        _beating = BeatAsync(broker, clock);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _beating;
    }

    private async Task BeatAsync(Broker.Broker broker, BrokerClock clock)
    {
        broker.Tick(clock.Now);
        while (await _timer.WaitForNextTickAsync()) broker.Tick(clock.Now);
    }
}
