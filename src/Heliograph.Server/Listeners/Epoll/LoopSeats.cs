namespace Heliograph.Server.Listeners.Epoll;

/// <summary>Who is known to a loop by which number. Any thread takes and leaves; the loop's finds.</summary>
/// <remarks>A number is never given twice: an event that was on its way when its guest left finds nobody, not the next one.</remarks>
internal sealed class LoopSeats
{
    private const int SeatsAtFirst = 64;

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private Seat[] _seats = new Seat[SeatsAtFirst];
    private int _count;

    /// <summary>Gives a guest a number; not the last two that there are.</summary>
    public ulong Take(ILoopGuest guest)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var at)) at = _count++;
            if (at == _seats.Length)
            {
                var more = new Seat[2 * at];
                _seats.CopyTo(more, 0);
                Volatile.Write(ref _seats, more);
            }

            ref var seat = ref _seats[at];
            seat.Guest = guest;
            return ((ulong)seat.Round << 32) | (uint)at;
        }
    }

    /// <summary>Takes the number back.</summary>
    public void Leave(ulong id)
    {
        lock (_lock)
        {
            ref var seat = ref _seats[(uint)id];
            if (seat.Guest is null || seat.Round != id >> 32) return;
            seat.Guest = null;
            seat.Round++;
            _free.Push((int)(uint)id);
        }
    }

    /// <summary>Who has the number.</summary>
    public ILoopGuest? Find(ulong id)
    {
        lock (_lock)
        {
            var seat = _seats[(uint)id];
            return seat.Round == id >> 32 ? seat.Guest : null;
        }
    }

    private struct Seat
    {
        public ILoopGuest? Guest;
        public uint Round;
    }
}
