namespace Heliograph.Storage;

/// <summary>What an acknowledged change survives.</summary>
public enum DurabilityLevel
{
    /// <summary>A power cut: it is on the disk.</summary>
    Fsync,

    /// <summary>A killed process: the operating system has it.</summary>
    Os,

    /// <summary>Only an orderly stop: it is written when there is time.</summary>
    None,
}
