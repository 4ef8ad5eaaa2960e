using System.Runtime.InteropServices;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>The calls of Linux that .NET has no way to make without a task switch: see epoll(7), recv(2), send(2).</summary>
internal static partial class Libc
{
    public const uint EpollIn = 0x001, EpollOut = 0x004, EpollErr = 0x008, EpollHup = 0x010, EpollRdHup = 0x2000, EpollEdge = 1u << 31;

    public const int Add = 1, Delete = 2;

    public const int Peek = 0x02, DontWait = 0x40, NoSignal = 0x4000;

    public const int Interrupted = 4, BadFile = 9, Again = 11, NoMemory = 12, Invalid = 22, TooManyInSystem = 23, TooMany = 24, NotSocket = 88, NoBuffers = 105;

    /// <summary>Both halves of a connection.</summary>
    public const int Both = 2;

    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int EpollControl(int epoll, int operation, int file, byte* what);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static unsafe partial int EpollWait(int epoll, byte* events, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static unsafe partial int Accept(int socket, byte* from, uint* length, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int ShutDown(int socket, int how);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static unsafe partial nint Receive(int socket, byte* into, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static unsafe partial nint Send(int socket, byte* bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFile(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int file, byte* into, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int file, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static unsafe partial int ResourceLimit(int resource, ulong* limits);

    /// <summary>How many files the process may have open.</summary>
    public static unsafe int FilesMax()
    {
        const int OpenFiles = 7;
        var limits = stackalloc ulong[2];
        return ResourceLimit(OpenFiles, limits) == 0 ? (int)Math.Min(limits[0], int.MaxValue) : int.MaxValue;
    }

    /// <summary>A new epoll instance.</summary>
    public static int NewEpoll() => Checked(EpollCreate(CloseOnExec), "epoll_create1");

    /// <summary>A new counter that wakes whoever polls it.</summary>
    public static int NewEventFile() => Checked(EventFile(0, CloseOnExec), "eventfd");

    /// <summary>Accepts a connection that waits.</summary>
    /// <param name="socket">Listens.</param>
    /// <param name="from">Takes the peer's address: 28 bytes are enough for one of IP.</param>
    /// <returns>Its socket, or minus the error.</returns>
    public static unsafe int Accept(int socket, Span<byte> from)
    {
        var length = (uint)from.Length;
        fixed (byte* at = from)
        {
            var accepted = Accept(socket, at, &length, CloseOnExec | NonBlocking);
            return accepted >= 0 ? accepted : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Begins to watch a file.</summary>
    public static unsafe void Watch(int epoll, int file, uint events, ulong data)
    {
        var what = stackalloc byte[16];
        EpollEvent.Write(what, events, data);
        Checked(EpollControl(epoll, Add, file, what), "epoll_ctl");
    }

    /// <summary>Watches a file no more.</summary>
    public static unsafe void Unwatch(int epoll, int file) => EpollControl(epoll, Delete, file, null);

    private static int Checked(int result, string call) => result >= 0
        ? result
        : throw new IOException($"{call} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
}

/// <summary>struct epoll_event, which is packed on x86-64 and nowhere else.</summary>
internal static unsafe class EpollEvent
{
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Bytes of one.</summary>
    public static int Size => DataAt + 8;

    public static void Write(byte* at, uint events, ulong data)
    {
        *(uint*)at = events;
        *(ulong*)(at + DataAt) = data;
    }

    public static (uint Events, ulong Data) Read(byte* at) => (*(uint*)at, *(ulong*)(at + DataAt));
}
