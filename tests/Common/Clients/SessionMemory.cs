using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>Whether a client may rely on its session being there.</summary>
internal sealed class SessionMemory(History history, string client)
{
    private bool _isKnown;

    /// <summary>CONNACK has come.</summary>
    /// <returns>False when the client must forget what belonged to the session.</returns>
    public bool OnConnAck(bool sessionPresent)
    {
        if (sessionPresent) history.OnResumed();
        else if (_isKnown) history.Report(Laws.Session, $"{client} came back in life {history.Life}: session present is 0");
        _isKnown = true;
        return sessionPresent;
    }
}
