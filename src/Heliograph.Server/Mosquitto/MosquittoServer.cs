using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Mosquitto;

/// <summary>A broker that runs on a mosquitto.conf, without an instance folder. Dispose to stop cleanly.</summary>
internal sealed class MosquittoServer : IAsyncDisposable
{
    /// <summary>The version whose behaviour is aimed at; programs look for its name in the log.</summary>
    public const string LikeVersion = "mosquitto version 2.1.2";

    private readonly MosquittoCommandLine _command;
    private readonly MosquittoPlan _plan;
    private readonly MosquittoLog _log;
    private readonly MosquittoAccess _access;
    private readonly PersistenceFile? _persistence;
    private HeliographServer? _server;

    private MosquittoServer(MosquittoCommandLine command, MosquittoPlan plan, MosquittoLog log)
    {
        (_command, _plan, _log) = (command, plan, log);
        _access = new(plan.Rights);
        _persistence = plan.PersistenceFile is { } file ? new(file) : null;
    }

    private static string Name => $"heliograph {HeliographServer.Version} as {LikeVersion}";

    /// <summary>The addresses that connections are accepted at.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints => _server?.Endpoints ?? [];

    /// <summary>Ends with the cause when the server can keep its promises no longer and must be stopped; else never.</summary>
    public Task<OperatorException> Failed => _server?.Failed ?? throw new InvalidOperationException("it has not been started");

    /// <summary>Reads the file as a start would, and starts nothing.</summary>
    /// <exception cref="OperatorException">Something is wrong, or not supported.</exception>
    public static void Check(MosquittoCommandLine command) => MosquittoPlan.Of(command);

    /// <summary>Starts a broker.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="stop">Gives up starting.</param>
    /// <exception cref="OperatorException">The file has errors, a port cannot be bound, or the state cannot be used.</exception>
    public static async Task<MosquittoServer> StartAsync(
        MosquittoCommandLine command, TextWriter error, TextWriter output, CancellationToken stop)
    {
        var plan = MosquittoPlan.Of(command);
        var log = new MosquittoLog(plan.Log, error, output);
        MosquittoServer? server = null;
        try
        {
            server = new(command, plan, log);
            await server.StartAsync(stop);
            return server;
        }
        catch
        {
            if (server is not null) await server.DisposeAsync();
            else log.Dispose();
            throw;
        }
    }

    /// <summary>Reads the file again and puts in force what can change while clients are connected: what SIGHUP asks for.</summary>
    public void Reload()
    {
        _log.Write(LogTypes.Information, "Reloading config.");
        try
        {
            var plan = MosquittoPlan.Of(_command);
            CheckListeners(plan);
            _log.Replace(plan.Log);
            _access.Replace(plan.Rights);
            ReplacePolicies(plan);
            _server?.ApplyBrokerOptions(plan.Broker);
            Tell(plan.Conf.Notes);
        }
        catch (OperatorException failure)
        {
            foreach (var line in failure.Message.Split(Environment.NewLine)) _log.Write(LogTypes.Error, $"Error: {line}");
            _log.Write(LogTypes.Error, "Error: the configuration stays as it was.");
        }
    }

    // A file that is half written has lost a listener, and with it who may connect there: nobody is let in for that.
    private void CheckListeners(MosquittoPlan plan)
    {
        var missing = _plan.Listeners.Select(listener => listener.Options.Name).Except(plan.Listeners.Select(listener => listener.Options.Name)).FirstOrDefault();
        if (missing is not null || plan.IsLocalOnly != _plan.IsLocalOnly)
            throw new OperatorException($"the file has no listener {missing ?? "of before"} any more", "Put it back, or restart to listen elsewhere");
    }

    // What a listener says of itself stays; what the file says of rights there, such as allow_zero_length_clientid, changes.
    private void ReplacePolicies(MosquittoPlan plan)
    {
        foreach (var (options, source) in _plan.Listeners)
        {
            var later = plan.Listeners.First(listener => listener.Options.Name == options.Name).Source;
            options.Policy?.Now = ConfMapping.PolicyOf(source.Section, plan.Conf.RightsOf(later));
        }
    }

    /// <summary>Stops: goodbye to the connected ones, the state written, and the log written out.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _log.Write(LogTypes.Information, $"{Name} terminating");
            await _server.DisposeAsync();
            _persistence?.Leave();
            if (_plan.PidFile is { } file) File.Delete(file);
        }

        _persistence?.Dispose();
        _access.Dispose();
        _log.Dispose();
    }

    private async Task StartAsync(CancellationToken stop)
    {
        _log.Write(LogTypes.Information, $"{Name} starting");
        _log.Write(LogTypes.Information, _command.File is { } file ? $"Config loaded from {file}." : "Using default config.");
        Tell(_plan.Conf.Notes);
        if (_plan.IsLocalOnly)
            _log.Write(LogTypes.Warning, "Local only: no listener is configured, so only programs on this machine can connect. Write a listener into the configuration file to let others in.");
        if (_persistence?.PutAside() is { } aside)
            _log.Write(LogTypes.Warning, $"Warning: the state that Mosquitto saved is not read; its file is now {aside}.");
        foreach (var (options, _) in _plan.Listeners)
        {
            if (options.UnixSocket.Length > 0)
            {
                _log.Write(LogTypes.Information, $"Opening unix listen socket on path {options.UnixSocket}.");
                continue;
            }

            if ((options.Address is "::" && !options.IPv6Only) || !options.Address.Contains(':', StringComparison.Ordinal)) TellOpening("ipv4", options.Port);
            if (options.Address.Contains(':', StringComparison.Ordinal)) TellOpening("ipv6", options.Port);
        }

        _server = await ServeAsync(
            new()
            {
                Broker = _plan.Broker,
                Listeners = [.. _plan.Listeners.Select(listener => listener.Options)],
                Authenticator = _access.Authenticator,
                Authorizer = _access.Authorizer,
                Store = _persistence?.Store,
                MemoryBytesMax = _plan.MemoryBytesMax,
                EventLog = new MosquittoEventLog(_log),
                PacketWatcher = new MosquittoPacketLog(_log),
                LoggerFactory = _log.Factory,
            },
            stop);
        WritePid();
        _log.Write(LogTypes.Information, $"{Name} running");
    }

    private async Task<HeliographServer> ServeAsync(ServerOptions options, CancellationToken stop)
    {
        try
        {
            return await HeliographServer.StartAsync(options, stop);
        }
        catch (OperatorException failure) when (failure.InnerException is IOException { InnerException: AddressInUseException } or SocketException)
        {
            throw new OperatorException(failure.Problem, $"Stop the program that holds it, or change the listener in {_command.File ?? "the command line"}", failure);
        }
    }

    private void TellOpening(string family, int port) => _log.Write(LogTypes.Information, $"Opening {family} listen socket on port {port}.");

    private void WritePid()
    {
        if (_plan.PidFile is not { } file) return;
        try
        {
            File.WriteAllText(file, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"pid_file {file} cannot be written: {failure.Message.TrimEnd('.')}", "Correct it, or the rights of its folder", failure);
        }
    }

    private void Tell(IReadOnlyList<string> notes)
    {
        foreach (var note in notes) _log.Write(LogTypes.Warning, $"Warning: {note}");
    }
}
