using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>The counters of one topic. Any thread.</summary>
internal sealed class TopicTraffic(byte[] topic)
{
    private const int Windows = 6, WindowMilliseconds = 10_000;

    private readonly Lock _lock = new();
    private string? _name; // made when somebody looks
    private readonly (long Number, int Count)[] _windows = new (long, int)[Windows]; // of ten seconds each, the last minute
    private long _messages;
    private long _bytes;
    private Instant _firstAt = Instant.Never;
    private Instant _lastAt;
    private QoS _lastQoS;

    public void Add(int payloadBytes, QoS qos, Instant now)
    {
        lock (_lock)
        {
            if (_firstAt == Instant.Never) _firstAt = now;
            _messages++;
            _bytes += payloadBytes;
            (_lastAt, _lastQoS) = (now, qos);
            var number = now.Milliseconds / WindowMilliseconds;
            ref var window = ref _windows[number % Windows];
            window = window.Number == number ? (number, window.Count + 1) : (number, 1);
        }
    }

    public TopicView View(Instant now)
    {
        var name = _name ??= Encoding.UTF8.GetString(topic);
        lock (_lock)
        {
            var oldest = (now.Milliseconds / WindowMilliseconds) - Windows + 1;
            var count = 0L;
            foreach (var window in _windows) count += window.Number >= oldest ? window.Count : 0;
            var begin = Math.Max(_firstAt.Milliseconds, oldest * WindowMilliseconds);
            var seconds = Math.Max(1, (now.Milliseconds - begin) / 1_000.0);
            return new(name, _messages, _bytes, Math.Round(count / seconds, 2), _lastAt, _lastQoS);
        }
    }
}
