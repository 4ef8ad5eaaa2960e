namespace Heliograph.Storage.Framing;

/// <summary>What lies where a frame may begin.</summary>
internal enum FrameState
{
    Whole,

    /// <summary>A length of 0, or no room for a frame: the end of the data, unless what follows says otherwise.</summary>
    End,

    /// <summary>Not what was written there.</summary>
    Bad,
}
