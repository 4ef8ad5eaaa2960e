using System.Globalization;
using System.Net.Sockets;
using Heliograph.Conformance.Client;
using Heliograph.DropIn.Running;

namespace Heliograph.DropIn.Scripts;

/// <summary>The verbs of clients. A verb with <c>!</c> sends and does not look at what comes back.</summary>
internal sealed class ClientVerbs(BrokerVerbs broker, Stage stage) : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<string, Client> _clients = [];

    /// <returns>What was seen; null when it is no verb of this kind.</returns>
    public async Task<string?> RunAsync(Command command)
    {
        var isWatching = !command.Verb.EndsWith('!');
        return command.Verb.TrimEnd('!') switch
        {
            "connect" => await ConnectAsync(command),
            "until" => await UntilAsync(command),
            "open" => await OpenAsync(command),
            "sub" => await SendAsync(command, isWatching, Packets.Subscribe),
            "unsub" => await SendAsync(command, isWatching, Packets.Unsubscribe),
            "pub" => await SendAsync(command, isWatching, Packets.Publish),
            "send" => await SendAsync(command, isWatching, (_, send) => Octets.Hex(string.Concat(send.Words.Skip(1))).Value),
            "see" => Told(await Client(command).SettleAsync()),
            "topics" => Topics(await Client(command).SettleAsync()),
            "await" => Told(await Client(command).AwaitMessageAsync()),
            "closed" => await ClosedAsync(Client(command)),
            "hold" => Hold(Client(command)),
            "release" => await ReleaseAsync(Client(command)),
            "disconnect" => await DisconnectAsync(command),
            "drop" => await DropAsync(command.Words[0]),
            _ => null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values) await client.DisposeAsync();
    }

    private Client Client(Command command) => _clients[command.Words[0]];

    private async Task<string> OpenAsync(Command command)
    {
        try
        {
            var stream = await Transport.OpenAsync(broker.Process, stage, command);
            if (_clients.Remove(command.Words[0], out var former)) await former.DisposeAsync();
            _clients[command.Words[0]] = new(stream, Packets.Version(command));
            return "";
        }
        catch (SocketException)
        {
            return "nobody listens";
        }
        catch (IOException)
        {
            return "closed";
        }
    }

    private async Task<string> ConnectAsync(Command command)
    {
        var opened = await OpenAsync(command);
        if (opened.Length > 0) return opened;
        var client = Client(command);
        await client.SendAsync(Packets.Connect(command));
        var answer = await client.NextAsync();
        if (answer is null) return "closed";
        if (answer.Code != 0) return Told([answer, .. await client.ReadToEndAsync()]) + "\nclosed";
        return Told([answer, .. await client.SettleAsync()]) + (client.IsClosed ? "\nclosed" : "");
    }

    // A broker reads its files some time after it has been asked to.
    private async Task<string> UntilAsync(Command command)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await ConnectAsync(command)).Split('\n')[0].Split(' ') is not ["CONNACK", "0x00", ..])
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience.Limit) return "never";
            await Task.Delay(Poll);
        }

        return "";
    }

    private async Task<string> SendAsync(Command command, bool isWatching, Func<Client, Command, byte[]> encode)
    {
        var client = Client(command);
        await client.SendAsync(encode(client, command));
        return isWatching ? Told(await client.SettleAsync()) + (client.IsClosed ? "\nclosed" : "") : "";
    }

    private static async Task<string> ClosedAsync(Client client) => string.Join('\n', [.. (await client.ReadToEndAsync()).Select(PacketText.Of), "closed"]);

    private static string Hold(Client client)
    {
        client.IsHolding = true;
        return "";
    }

    private static async Task<string> ReleaseAsync(Client client)
    {
        await client.ReleaseAsync();
        return Told(await client.SettleAsync());
    }

    private async Task<string> DisconnectAsync(Command command)
    {
        var client = Client(command);
        byte[] packet = [0xE0, 0];
        if (command.Words.Count > 1) packet = [0xE0, 1, byte.Parse(command.Words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
        await client.SendAsync(packet);
        return await ClosedAsync(client);
    }

    // As a lost network does.
    private async Task<string> DropAsync(string name)
    {
        if (_clients.Remove(name, out var client)) await client.DisposeAsync();
        return "";
    }

    private static string Told(IReadOnlyList<Packet> packets) => packets.Count == 0 ? "nothing" : string.Join('\n', packets.Select(PacketText.Of));

    private static string Topics(IReadOnlyList<Packet> packets) => string.Join(
        '\n', packets.Where(packet => packet.Type == PacketType.Publish).Select(packet => packet.Topic).Distinct().Order(StringComparer.Ordinal));
}
