using System.Security.Cryptography;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Instance;

/// <summary>Watches the files of <c>etc/</c> and puts changes in force; a file with an error is refused whole. Dispose to stop.</summary>
internal sealed class LiveReload : IDisposable
{
    private readonly Lock _turn = new();
    private readonly InstanceLayout _layout;
    private readonly ServerConfiguration _started;
    private readonly IReloadTarget _target;
    private readonly ILogger _log;
    private readonly Dictionary<string, string> _seen = [];
    private readonly FileWatch _watch;

    /// <param name="layout">The instance.</param>
    /// <param name="started">The configuration the server was started with; paths are those it names.</param>
    /// <param name="target">What puts changes in force.</param>
    /// <param name="log">Says what was applied, and what was refused and why.</param>
    /// <param name="time">The clock of the watch.</param>
    public LiveReload(InstanceLayout layout, ServerConfiguration started, IReloadTarget target, ILogger log, TimeProvider time)
    {
        (_layout, _started, _target, _log) = (layout, started, target, log);
        Current = started;
        string[] paths = [layout.ConfigurationFile, UsersFile, AclFile];
        foreach (var path in paths) HasChanged(path);
        _watch = new(paths, ReloadChanged, time);
    }

    /// <summary>What the server was started with.</summary>
    public ServerConfiguration Started => _started;

    /// <summary>What was put in force last: its live settings are what the server works with.</summary>
    public ServerConfiguration Current { get; private set; }

    private string UsersFile => _layout.UsersFile(_started.Access);

    private string AclFile => _layout.AclFile(_started.Access);

    /// <summary>Reads all files anew and puts them in force, changed or not: what SIGHUP asks for.</summary>
    public void Reload() => Reload(onlyChanged: false);

    /// <summary>Reads what has changed and puts it in force, and returns when it is: for who has just changed a file.</summary>
    public void ReloadChanged() => Reload(onlyChanged: true);

    public void Dispose() => _watch.Dispose();

    private void Reload(bool onlyChanged)
    {
        lock (_turn)
        {
            if (HasChanged(_layout.ConfigurationFile) || !onlyChanged) ReloadConfiguration();
            if (HasChanged(UsersFile) || !onlyChanged) ReloadUsers();
            if (HasChanged(AclFile) || !onlyChanged) ReloadRules();
        }
    }

    private void ReloadConfiguration()
    {
        var reading = ConfigurationFile.Load(_layout.ConfigurationFile, InstanceLayout.ConfigurationName);
        if (Accepted(reading.Configuration, InstanceLayout.ConfigurationName, reading.Errors) is not { } configuration) return;
        _target.Apply(configuration);
        Current = configuration;
        if (!configuration.Listeners.SequenceEqual(_started.Listeners)) _log.RestartNeeded("[[listener]]", InstanceLayout.ConfigurationName);
        foreach (var setting in SettingTable.All)
            if (setting is { IsLive: false, Section: not SettingTable.ListenerSection } && !setting.IsSame(configuration, _started))
                _log.RestartNeeded(setting.FullName, InstanceLayout.ConfigurationName);
    }

    private void ReloadUsers()
    {
        var users = InstanceReading.ReadUsers(UsersFile, _started.Access.UsersFile, out var errors);
        if (Accepted(users, _started.Access.UsersFile, errors) is { } accepted) _target.Apply(accepted);
    }

    private void ReloadRules()
    {
        var rules = InstanceReading.ReadRules(AclFile, _started.Access.AclFile, out var errors);
        if (Accepted(rules, _started.Access.AclFile, errors) is { } accepted) _target.Apply(accepted);
    }

    private T? Accepted<T>(T? content, string file, IReadOnlyList<ConfigurationError> errors)
        where T : class
    {
        foreach (var error in errors) _log.Wrong(error.ToString());
        if (content is null) _log.Refused(file);
        else _log.Applied(file);
        return content;
    }

    // An editor that saves the same text again, or a touch, changes nothing that anybody should read about.
    private bool HasChanged(string path)
    {
        var content = Fingerprint(path);
        var hasChanged = !_seen.TryGetValue(path, out var seen) || seen != content;
        _seen[path] = content;
        return hasChanged;
    }

    private static string Fingerprint(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.GetType().Name;
        }
    }
}
