using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>One thread that waits for many sockets and does what their bytes ask for, itself. Dispose to end it, last.</summary>
/// <remarks>
/// Edge-triggered: a connection is told once that bytes came, and reads when someone waits for them. Bytes are received into one
/// buffer that all connections share: one that keeps some of it past its turn takes the buffer away, and the loop gets another.
/// Flushes wait for the end of a turn: what many connections bring to one is sent at once. Of those who come to the
/// listeners and of connections that nobody has let in yet a few have their turns between the others': a crowd at the door does not hold up who is in.
/// </remarks>
internal sealed unsafe class EpollLoop : IDisposable
{
    /// <summary>Bytes that are received at once.</summary>
    public const int BufferBytes = 64 * 1024;

    private const int EventsAtOnce = 256, NewcomersAtOnce = 4;

    private const uint SocketEvents = Libc.EpollIn | Libc.EpollOut | Libc.EpollRdHup | Libc.EpollEdge;

    // What comes of the bytes of one turn waits in memory until it ends: no more than what one connection may bring at once.
    private const int TurnBytesMax = BufferBytes;

    private const ulong WakeData = ulong.MaxValue, NewcomersData = ulong.MaxValue - 1;

    private readonly int _epoll = Libc.NewEpoll();
    private readonly int _newcomers = Libc.NewEpoll(); // watched by the other one, as long as something has happened to one of them
    private readonly int _wake = Libc.NewEventFile();
    private readonly LoopSeats _seats = new();
    private readonly ConcurrentQueue<ILoopGuest> _asked = [];
    private readonly Thread _thread;
    private int _isAwake;
    private int _turnBytes;
    private bool _doNewcomersWait;
    private readonly Lock _closing = new();
    private volatile bool _isOver;
    private bool _isClosed;

    public EpollLoop(int number)
    {
        Libc.Watch(_epoll, _wake, Libc.EpollIn, WakeData);
        Libc.Watch(_epoll, _newcomers, Libc.EpollIn, NewcomersData);
        _thread = new(Run) { IsBackground = true, Name = $"network {number}" };
        _thread.Start();
    }

    /// <summary>What the thread receives into. The thread's own.</summary>
    public byte[] Buffer { get; private set; } = NewBuffer();

    /// <summary>Whether this is the loop's thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Begins to watch a socket, as one of the newcomers.</summary>
    /// <returns>What its guest is known as here.</returns>
    public ulong Add(ILoopGuest guest, int socket)
    {
        var id = _seats.Take(guest);
        try
        {
            Libc.Watch(_newcomers, socket, SocketEvents, id);
            return id;
        }
        catch
        {
            _seats.Leave(id);
            throw;
        }
    }

    /// <summary>A newcomer has been let in. What has happened to its socket meanwhile is told once more.</summary>
    public void Settle(ulong id, int socket)
    {
        Libc.Unwatch(_newcomers, socket);
        Libc.Watch(_epoll, socket, SocketEvents, id);
    }

    /// <summary>Its socket is being closed, which ends the watching: what is on its way finds nobody.</summary>
    public void Forget(ulong id) => _seats.Leave(id);

    /// <summary>Gives a guest a turn soon: what it waited for has come already. Any thread.</summary>
    public void Ask(ILoopGuest guest)
    {
        _asked.Enqueue(guest);
        if (!IsCurrent) Wake();
    }

    /// <summary>Bytes have been received. The loop's thread.</summary>
    public void OnReceived(int bytes) => _turnBytes += bytes;

    /// <summary>The buffer stays with whoever was given a part of it.</summary>
    public void GiveBufferAway() => Buffer = NewBuffer();

    public void Dispose()
    {
        _isOver = true;
        Wake();
        if (!IsCurrent) _thread.Join();
    }

    private static byte[] NewBuffer() => GC.AllocateUninitializedArray<byte>(BufferBytes);

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) != 0) return;
        var one = 1ul;
        lock (_closing)
        {
            if (!_isClosed) _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
        }
    }

    private void Run()
    {
        var events = stackalloc byte[EventsAtOnce * EpollEvent.Size];
        var newcomers = stackalloc byte[NewcomersAtOnce * EpollEvent.Size];
        var flushes = LateFlushes.Begin();
        while (!_isOver)
        {
            var count = Libc.EpollWait(_epoll, events, EventsAtOnce, _asked.IsEmpty ? -1 : 0);
            if (count < 0 && Marshal.GetLastPInvokeError() != Libc.Interrupted) break;
            for (var at = 0; at < count; at++)
            {
                var (happened, id) = EpollEvent.Read(events + (at * EpollEvent.Size));
                if (id == WakeData) FallAsleep();
                else if (id == NewcomersData) _doNewcomersWait = true;
                else _seats.Find(id)?.OnEvents(happened);
                if (_turnBytes >= TurnBytesMax) EndTurn(flushes, newcomers);
            }

            for (var left = _asked.Count; left > 0 && _asked.TryDequeue(out var asked); left--)
            {
                asked.OnTurn();
                if (_turnBytes >= TurnBytesMax) EndTurn(flushes, newcomers);
            }

            EndTurn(flushes, newcomers);
        }

        lock (_closing)
        {
            _isClosed = true; // a late one must not write to what has this number next
            _ = Libc.Close(_wake);
        }

        _ = Libc.Close(_newcomers);
        _ = Libc.Close(_epoll);
    }

    // What is ready leaves, and then come some newcomers: however much others send, they have their turns.
    private void EndTurn(LateFlushes flushes, byte* newcomers)
    {
        var isLong = _turnBytes >= TurnBytesMax; // some may have come since it was asked who has
        Flush(flushes);
        if (!_doNewcomersWait && !isLong) return;
        _doNewcomersWait = false;
        var count = Libc.EpollWait(_newcomers, newcomers, NewcomersAtOnce, 0);
        for (var at = 0; at < count; at++)
        {
            var (happened, id) = EpollEvent.Read(newcomers + (at * EpollEvent.Size));
            _seats.Find(id)?.OnEvents(happened);
            if (_turnBytes >= TurnBytesMax) Flush(flushes);
        }

        Flush(flushes);
    }

    private void Flush(LateFlushes flushes)
    {
        _turnBytes = 0;
        flushes.Flush();
    }

    private void FallAsleep()
    {
        ulong count;
        _ = Libc.Read(_wake, (byte*)&count, sizeof(ulong));
        Interlocked.Exchange(ref _isAwake, 0); // before it looks who asked
    }
}
