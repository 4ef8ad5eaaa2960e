using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Chain;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Security.Web;

/// <summary>Asks a web service who a client is. A service that is slow or fails costs its own clients only. Dispose when nobody asks any more.</summary>
internal sealed partial class WebLink : IAuthenticationLink, IDisposable
{
    /// <summary>The longest answer read.</summary>
    public const int AnswerBytesMax = 65_536;

    private readonly WebAuthOptions _options;
    private readonly HttpClient _client;
    private readonly FairTurns _questions;
    private readonly RecentVerdicts _recent;
    private readonly CircuitBreaker _breaker;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <exception cref="OperatorException">The authority cannot be read.</exception>
    public WebLink(WebAuthOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _client = WebClients.Create("access.http.ca", options.Authority, AnswerBytesMax, options.AtOnceMax);
        _questions = new(options.AtOnceMax, options.WaitingMax);
        _recent = new(options.RememberYes, options.RememberNo, time);
        _breaker = new(time);
    }

    public string Name => LinkNames.Http;

    public async ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop)
    {
        if (request is { UserName: null, Peer.Certificate: null }) return LinkAnswer.NotMine("no user name and password came, and anonymous clients are not allowed");
        if (WebQuestion.TryMake(request) is not { } question) return LinkAnswer.Bad("the password is no UTF-8 and cannot be told to the web service");
        var key = _recent.KeyOf(question);
        if (_recent.Find(key) is { } before) return before;
        using var turn = await _questions.TryTakeAsync(request.Peer, stop);
        if (turn is null) return Unavailable($"too many questions to the web service are waiting already ({_options.WaitingMax} may, of one host a quarter of what is free)");
        if (_recent.Find(key) is { } meanwhile) return meanwhile;
        if (!_breaker.TryPass()) return Unavailable($"the web service has failed {CircuitBreaker.FailuresMax} times or more; it is asked again in a moment");
        var (answer, failure) = await AskServiceAsync(question, request, stop);
        if (answer is { } said)
        {
            _breaker.OnAnswer();
            if (said.Result?.Outcome != AuthenticationOutcome.Unavailable) _recent.Add(key, said);
            return said;
        }

        if (_breaker.OnFailure()) LogFailing(_options.Address, failure, CircuitBreaker.OpenFor.TotalSeconds);
        return Unavailable($"the web service failed: {failure}");
    }

    public void Dispose()
    {
        _client.Dispose();
        _questions.Dispose();
    }

    private async Task<(LinkAnswer? Answer, string Failure)> AskServiceAsync(WebQuestion question, AuthenticationRequest request, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(_options.TimeMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, _options.Address);
            message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, WebJson.Default.WebQuestion));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (_options.Authorization.Length > 0) message.Headers.TryAddWithoutValidation("Authorization", _options.Authorization);
            using var reply = await _client.SendAsync(message, either.Token);
            // What it does not like about one question is no reason not to ask it others.
            if ((int)reply.StatusCode is >= 400 and < 500 and not (408 or 429)) return (Unavailable($"the web service refuses the question: it answered {(int)reply.StatusCode}"), "");
            if (reply.StatusCode != HttpStatusCode.OK) return (null, $"it answered {(int)reply.StatusCode}");
            return WebAnswer.TryRead(await reply.Content.ReadAsByteArrayAsync(either.Token), request, out var answer, out var fault)
                ? (answer, "")
                : (null, $"its answer cannot be used: {fault}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _breaker.OnGivenUp();
            throw;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return (null, failure is OperationCanceledException ? $"no answer within {_options.TimeMax.TotalSeconds} s" : failure.Message);
        }
    }

    private static LinkAnswer Unavailable(string cause) => LinkAnswer.No(AuthenticationOutcome.Unavailable, cause);

    [LoggerMessage(LogLevel.Warning, "the web service {Address}, which is asked who clients are, fails: {Failure}; it is not asked for {Seconds} s at a time, and its clients are told to come back")]
    private partial void LogFailing(string address, string failure, double seconds);
}
