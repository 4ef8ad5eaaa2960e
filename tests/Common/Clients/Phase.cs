namespace Heliograph.Tests.Common.Clients;

/// <summary>What all clients do at present.</summary>
internal enum Phase
{
    /// <summary>They publish, leave, come back and change their subscriptions.</summary>
    Load,

    /// <summary>They come back and stay, and finish what is under way.</summary>
    Gather,

    /// <summary>Publishers send one last message on each topic.</summary>
    Close,
}
