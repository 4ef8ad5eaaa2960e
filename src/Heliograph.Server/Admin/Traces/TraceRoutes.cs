using System.Text;
using System.Text.Json;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;
using Heliograph.Server.Tracing;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Admin.Traces;

/// <summary>Traces: what clients and broker say to each other, packet by packet. Payloads are for admins.</summary>
internal sealed class TraceRoutes(AdminContext context)
{
    private const int AtOnceMax = 500, WatchersMax = 20;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);

    private static readonly Listing<TraceRecord> Listing = new(
        record => record.Id, [("startedAt", record => SortKey.Of(record.StartedAt.Ticks)), ("packets", record => SortKey.Of(record.Packets)), ("bytes", record => SortKey.Of(record.Bytes))]);

    private int _watchers;

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/traces", "Lists traces, running and ended.", ListAsync, Role.Operator).Asks(Listing.Parameters).Answers(AdminJson.Default.PageTraceRow),
        AdminRoute.Post("/api/v1/traces/start", Role.Operator, "Starts a trace of a client id, an address or a topic filter; with payloads for admins only.", StartAsync).Takes(AdminJson.Default.TraceOrder).Answers(AdminJson.Default.TraceRow),
        AdminRoute.Post("/api/v1/traces/stop", Role.Operator, "Ends a trace.", StopAsync).Takes(AdminJson.Default.IdReference),
        AdminRoute.Post("/api/v1/traces/delete", Role.Operator, "Ends a trace and deletes its files.", DeleteAsync).Takes(AdminJson.Default.IdReference),
        AdminRoute.Get("/api/v1/traces/packets", "The packets of a trace that are still in memory.", ShowAsync, Role.Operator)
            .Asks(RouteParameter.Needed("id", "of the trace"), RouteParameter.Number("after", "the number of the last one seen")).Answers(AdminJson.Default.TracePackets),
        AdminRoute.Get("/api/v1/traces/live", "A stream of server-sent events: packets as they come, until the trace ends.", WatchAsync, Role.Operator)
            .Asks(RouteParameter.Needed("id", "of the trace")) with { AnswerContentType = "text/event-stream" },
        AdminRoute.Get("/api/v1/traces/download", "The packets of a trace as a pcapng capture.", DownloadAsync, Role.Operator)
            .Asks(RouteParameter.Needed("id", "of the trace")) with { AnswerContentType = "application/x-pcapng" },
    ];

    private Tracer Tracer => context.Server.Tracer;

    private Task ListAsync(AdminCall call) =>
        call.ReplyAsync(Listing.Take(call, Tracer.All.Select(trace => trace.Record), _ => true).Select(TraceRow.Of), AdminJson.Default.PageTraceRow);

    private async Task StartAsync(AdminCall call)
    {
        var order = await call.ReadAsync(AdminJson.Default.TraceOrder);
        var filter = FilterOf(order);
        call.Concerns(filter.ClientId ?? filter.Address ?? filter.Topic, order.WithPayload ? "with payloads" : null);
        if (order.Minutes is < 1 or > Tracer.MinutesMax) throw ProblemException.BadField("minutes", $"{order.Minutes}", $"a whole number from 1 to {Tracer.MinutesMax}");
        if (order.WithPayload) CheckMaySeePayloads(call);
        try
        {
            var trace = Tracer.Start(filter, order.WithPayload, TimeSpan.FromMinutes(order.Minutes), call.Caller!.Name)
                ?? throw new ProblemException(409, "Too many traces", $"{Tracer.RunningMax} run already") { Remedy = "Stop one of them" };
            await call.ReplyAsync(TraceRow.Of(trace.Record), AdminJson.Default.TraceRow);
        }
        catch (OperatorException failure)
        {
            throw new ProblemException(507, "Not written", failure.Problem) { Remedy = failure.Remedy };
        }
    }

    private async Task StopAsync(AdminCall call)
    {
        var trace = Find((await call.ReadAsync(AdminJson.Default.IdReference)).Id);
        call.Concerns(trace.Record.Id);
        Tracer.Stop(trace);
        await trace.Written;
        await call.DoneAsync();
    }

    private async Task DeleteAsync(AdminCall call)
    {
        var trace = Find((await call.ReadAsync(AdminJson.Default.IdReference)).Id);
        call.Concerns(trace.Record.Id);
        await Tracer.DeleteAsync(trace);
        await call.DoneAsync();
    }

    private Task ShowAsync(AdminCall call)
    {
        var trace = FindReadable(call);
        return call.ReplyAsync(PacketsOf(trace, call.Number("after", 0, 0, long.MaxValue)), AdminJson.Default.TracePackets);
    }

    private async Task WatchAsync(AdminCall call)
    {
        var trace = FindReadable(call);
        if (Interlocked.Increment(ref _watchers) > WatchersMax)
        {
            Interlocked.Decrement(ref _watchers);
            throw new ProblemException(503, "Too many watchers", $"there are {WatchersMax} already") { RetryAfterSeconds = 30 };
        }

        try
        {
            call.Http.Response.ContentType = "text/event-stream";
            call.Http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await TellAsync(call, trace);
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private static async Task TellAsync(AdminCall call, Trace trace)
    {
        var stop = call.Http.RequestAborted;
        var (last, isOver) = (0L, false);
        using var look = new PeriodicTimer(LookPeriod);
        while (call.Caller!.IsOpen() && !isOver)
        {
            isOver = trace.Record.State != TraceState.Running; // before looking: what came until then is told
            TracePackets packets;
            do
            {
                packets = PacketsOf(trace, last);
                if (packets.Items.Count > 0) last = packets.Items[^1].Number;
                byte[] told = packets.Items.Count == 0 && !isOver
                    ? [.. ": waiting\n\n"u8]
                    : [.. "event: packets\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(packets, AdminJson.Default.TracePackets), .. "\n\n"u8];
                await call.Http.Response.Body.WriteAsync(told, stop);
            }
            while (packets.Items.Count == AtOnceMax);

            await call.Http.Response.Body.FlushAsync(stop);
            if (!isOver) await look.WaitForNextTickAsync(stop);
        }
    }

    private async Task DownloadAsync(AdminCall call)
    {
        var trace = FindReadable(call);
        FileStream file;
        try
        {
            file = new(trace.FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.NotFound("the file of the trace cannot be read", "Look into data/traces");
        }

        await using (file)
        {
            call.Http.Response.ContentType = "application/x-pcapng";
            call.Http.Response.Headers.ContentDisposition = $"attachment; filename=\"{trace.Record.Id}.pcapng\"";
            await file.CopyToAsync(call.Http.Response.Body, call.Http.RequestAborted);
        }
    }

    private static TracePackets PacketsOf(Trace trace, long after)
    {
        var (items, last) = trace.After(after, AtOnceMax);
        var record = trace.Record;
        return new([.. items.Select(item => TracePacketRow.Of(item.Number, item.Packet))], last, TraceRow.StateName(record.State), record.Dropped);
    }

    private static TraceFilter FilterOf(TraceOrder order)
    {
        var filter = new TraceFilter(NullIfEmpty(order.ClientId), NullIfEmpty(order.Address), NullIfEmpty(order.Topic));
        if (!filter.IsNarrow) throw ProblemException.BadField("clientId", null, "at least one of clientId, address and topic must be given");
        if (filter.Address is { } address && !TraceFilter.IsAddress(address)) throw ProblemException.BadField("address", address, "an IP address, or one with a port, such as 10.0.0.7:51234");
        if (filter.Topic is { } topic && (!TopicFilter.IsValid(Encoding.UTF8.GetBytes(topic)) || TopicFilter.IsShared(Encoding.UTF8.GetBytes(topic))))
            throw ProblemException.BadField("topic", topic, "a topic filter, not a shared one");
        return filter;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private Trace FindReadable(AdminCall call)
    {
        var trace = Find(call.Required("id"));
        if (trace.WithPayload) CheckMaySeePayloads(call);
        return trace;
    }

    private Trace Find(string id) => Tracer.Find(id) ?? throw ProblemException.NotFound($"there is no trace '{id}'", "GET /api/v1/traces names them");

    private static void CheckMaySeePayloads(AdminCall call)
    {
        if (call.Caller!.Role < Role.Admin)
            throw new ProblemException(403, "Not allowed", "payloads are for admins") { Remedy = "Trace without payloads, or ask an admin" };
    }
}
