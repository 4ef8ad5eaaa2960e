using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Server.Security;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners;

/// <summary>Finds out who one client is: asks the authenticator, and lets the connection that has its client id be heard out first.</summary>
internal sealed partial class Admission(Broker.Broker broker, BrokerClock clock, IAuthenticator authenticator, ILogger logger)
{
    /// <summary>How long a connection that has sent more than was handled yet may delay another with its client id.</summary>
    private static readonly TimeSpan HearingMax = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private CancellationTokenSource? _stop;

    /// <summary>
    /// The verdict; null when the engine has ended the connection meanwhile, its time limit for one. A peer that has closed is
    /// answered all the same: it may have published without waiting for CONNACK.
    /// </summary>
    public async Task<AuthenticationResult?> AskAsync(Connection connection, AuthenticationRequest request)
    {
        var stop = new CancellationTokenSource(); // not disposed: any thread may cancel it
        Volatile.Write(ref _stop, stop);
        if (connection.HasEnded) return null;
        try
        {
            if ((request.Proven ?? await AuthenticateAsync(request, stop.Token)) is not { } result) return null;
            if (result.Outcome == AuthenticationOutcome.Accepted) await HearPredecessorOutAsync(connection.ClientIdOf(result), stop.Token);
            return result;
        }
        catch (OperationCanceledException) when (connection.HasEnded)
        {
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(failure, connection.Address);
            return new(AuthenticationOutcome.Unavailable, null, $"the authenticator failed: {failure.Message}");
        }
        finally
        {
            Volatile.Write(ref _stop, null);
        }
    }

    /// <summary>The engine has ended the connection: nobody is asked any more. Any thread.</summary>
    public void GiveUp() => Volatile.Read(ref _stop)?.CancelAsync();

    // Null when it was given up, whatever the authenticator does with that.
    private async ValueTask<AuthenticationResult?> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        var asking = authenticator.AuthenticateAsync(request, stop);
        if (asking.IsCompletedSuccessfully) return asking.Result;
        var asked = asking.AsTask();
        await ((Task)asked.WaitAsync(stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return stop.IsCancellationRequested ? null : await asked;
    }

    // A client may say goodbye, close and come back at once. Its last connection has then not been read yet: taken over
    // now, it would have its will published. What a live one sends for ever is not waited for longer than the bound.
    private async Task HearPredecessorOutAsync(string clientId, CancellationToken stop)
    {
        if (broker.OutletOf(clientId) is not ClientConnection predecessor) return;
        await SlowDownAsync(clientId, stop);
        await predecessor.HeardOutAsync().WaitAsync(HearingMax, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Two clients with one id would otherwise take it from each other as fast as they can connect. Within the time limit of the
    // connection, so that it is slowed and not shut out.
    private async Task SlowDownAsync(string clientId, CancellationToken stop)
    {
        var delay = broker.TakeoverDelayOf(clientId, clock.Now);
        var most = broker.Options.ConnectTimeout / 2;
        if (delay > TimeSpan.Zero) await clock.WaitAsync(delay < most ? delay : most, stop);
    }

    [LoggerMessage(LogLevel.Error, "a connection from {Address} is refused: the authenticator failed")]
    private partial void LogFailure(Exception failure, string address);
}
