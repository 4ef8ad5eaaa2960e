using Heliograph.Broker.Connections;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Simulation.World;

/// <summary>One network connection: what is in transit each way, and how its two ends see it.</summary>
/// <remarks><code>
///   client --Up--> Input (read by the broker)          broker --Down--> client
/// </code>A cut loses what is in transit; each end learns of it at its own time.</remarks>
public class NetworkConnection(int number) : IOutlet
{
    public int Number { get; } = number;

    public string Address => $"sim:{Number}";

    /// <summary>The engine's end; set once it is open.</summary>
    public Connection Engine { get; set; } = null!;

    public ByteQueue Up { get; } = new();

    public ByteQueue Input { get; } = new();

    public ByteQueue Down { get; } = new();

    /// <summary>What the client has been given and has not taken as a whole packet.</summary>
    public ByteQueue Arrived { get; } = new();

    /// <summary>Whether the engine may be told that the connection is gone.</summary>
    public bool IsDone => IsCut || IsClosedByBroker || (IsClosedByClient && Up.Length == 0);

    /// <summary>The engine asked for a drain.</summary>
    public bool WantsFlush { get; set; }

    /// <summary>The engine takes no input for now.</summary>
    public bool IsSuspended { get; set; }

    /// <summary>The engine asked for the unread input again, even if there is none.</summary>
    public bool MustBeOffered { get; set; }

    public bool IsCut { get; private set; }

    /// <summary>The client has closed: what it sent before still arrives.</summary>
    public bool IsClosedByClient { get; set; }

    /// <summary>The engine's last byte has been taken.</summary>
    public bool IsClosedByBroker { get; set; }

    /// <summary>The engine was told that the connection is gone.</summary>
    public bool IsReported { get; set; }

    /// <summary>Bytes were taken and the engine has not been told that they are written.</summary>
    public bool OwesWritten { get; set; }

    public void Flush() => WantsFlush = true;

    public void Resume()
    {
        IsSuspended = false;
        MustBeOffered = true;
    }

    public void Cut()
    {
        IsCut = true;
        Up.Clear();
        Down.Clear();
    }
}
