using System.Collections.Concurrent;

namespace Heliograph.Storage;

/// <summary>Events that wait until no lock is held, so that the owner may be told.</summary>
internal sealed class EventOutbox
{
    private readonly ConcurrentQueue<StorageEvent> _waiting = new();

    public void Add(StorageEventKind kind, string text, Exception? cause = null) => _waiting.Enqueue(new(kind, text, cause));

    public void Deliver(Action<StorageEvent>? receiver)
    {
        if (receiver is null) return;
        while (_waiting.TryDequeue(out var happened)) receiver(happened);
    }
}
