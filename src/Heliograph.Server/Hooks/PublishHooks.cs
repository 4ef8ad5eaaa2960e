using System.Diagnostics.CodeAnalysis;
using Heliograph.Broker;
using Heliograph.Broker.Interception;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Hooks;

/// <summary>Asks the interceptors one after the other, a bounded number of publishes at once. Used by many connections.</summary>
[SuppressMessage("Design", "CA1001", Justification = "An interceptor that runs on after the stop gives its turn back; nobody waits by a handle.")]
internal sealed partial class PublishHooks(
    IReadOnlyList<IPublishInterceptor> interceptors, InterceptionOptions options, Func<BrokerOptions> limits, TimeProvider time, ILogger log)
{
    private readonly ILogger _log = log;
    private readonly SemaphoreSlim _turns = new(options.AtOnceMax, options.AtOnceMax);

    /// <summary>The verdict of all of them; the first that drops the publish decides. Never on the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">The connection is gone.</exception>
    public async Task<PublishVerdict> AskAsync(InterceptedPublish publish, CancellationToken gone)
    {
        using var late = new CancellationTokenSource(options.TimeMax, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(gone, late.Token);
        try
        {
            await _turns.WaitAsync(stop.Token);
            return await RunAsync(publish, stop.Token).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested && late.IsCancellationRequested)
        {
            LogLate(publish.Client.ClientId, options.TimeMax.TotalSeconds);
            return PublishVerdict.Failed($"the interceptors did not answer within {options.TimeMax.TotalSeconds} s");
        }
    }

    // The turn is given back when the interceptors return, late or not: what runs on is counted, too.
    private Task<PublishVerdict> RunAsync(InterceptedPublish publish, CancellationToken stop) => Task.Run(
        async () =>
        {
            try
            {
                return await AskAllAsync(publish, stop);
            }
            finally
            {
                _turns.Release();
            }
        },
        CancellationToken.None);

    private async Task<PublishVerdict> AskAllAsync(InterceptedPublish publish, CancellationToken stop)
    {
        PublishChange? change = null;
        foreach (var interceptor in interceptors)
        {
            PublishVerdict verdict;
            try
            {
                verdict = await interceptor.InterceptAsync(publish, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception failure)
            {
                LogFailure(failure, interceptor.GetType().Name, publish.Client.ClientId);
                return PublishVerdict.Failed($"the interceptor {interceptor.GetType().Name} failed: {failure.Message}");
            }

            if (verdict.Refusal is not null) return verdict;
            if (verdict.Change is null) continue;
            change = verdict.Change;
            if (Fault(change) is { } fault)
            {
                LogFault(interceptor.GetType().Name, fault);
                return PublishVerdict.Failed($"the interceptor {interceptor.GetType().Name} made a message that cannot be published: {fault}");
            }

            publish = publish with { Topic = change.Topic, Payload = change.Payload, Retain = change.Retain };
        }

        return change is null ? PublishVerdict.Pass : PublishVerdict.Changed(change);
    }

    private string? Fault(PublishChange change) =>
        Local.LocalMessages.TopicFault(change.Topic, limits())
        ?? (change.Payload.Length > limits().PayloadBytesMax ? $"its payload has more than {limits().PayloadBytesMax} bytes" : null);

    [LoggerMessage(LogLevel.Error, "the interceptor {Interceptor} failed for a publish of client '{ClientId}': nobody got it")]
    private partial void LogFailure(Exception failure, string interceptor, string clientId);

    [LoggerMessage(LogLevel.Error, "the interceptor {Interceptor} made a message that cannot be published: {Fault}")]
    private partial void LogFault(string interceptor, string fault);

    [LoggerMessage(LogLevel.Warning, "a publish of client '{ClientId}' was refused: the interceptors did not answer within {Seconds} s")]
    private partial void LogLate(string clientId, double seconds);
}
