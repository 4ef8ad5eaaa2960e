using System.Text;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Instance;

/// <summary>The configuration file for who edits it while the broker runs: replaced whole, in force at once, with a way back.</summary>
/// <remarks>
/// The last <see cref="ChangesMax"/> changes made here can be undone, one after the other, also after a restart; fewer where
/// the files before them have more than <see cref="HistoryBytesMax"/>.
/// </remarks>
internal sealed partial class ConfigurationEditor
{
    public const int ChangesMax = 20;

    /// <summary>Bytes of all texts that are kept to be put back; the latest is kept in any case.</summary>
    public const int HistoryBytesMax = 4_000_000;

    private readonly Lock _turn = new();
    private readonly InstanceLayout _layout;
    private readonly LiveReload _reload;
    private readonly StateFile<ConfigurationHistory> _file;
    private readonly TimeProvider _time;
    private ConfigurationHistory _history;

    /// <param name="layout">The instance.</param>
    /// <param name="reload">Puts in force what was written.</param>
    /// <param name="file">Where the changes are kept; one that is damaged costs itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Is told when the changes of before cannot be read.</param>
    public ConfigurationEditor(InstanceLayout layout, LiveReload reload, StateFile<ConfigurationHistory> file, TimeProvider time, ILogger log)
    {
        (_layout, _reload, _file, _time) = (layout, reload, file, time);
        _history = file.LoadOrSetAside(what => LogForgotten(log, what)) ?? new([]);
    }

    /// <summary>What the server was started with: settings that are not live are in force as they are there.</summary>
    public ServerConfiguration Started => _reload.Started;

    /// <summary>What was put in force last: live settings are in force as they are there.</summary>
    public ServerConfiguration Current => _reload.Current;

    /// <summary>The changes that can be undone, the latest first.</summary>
    public IReadOnlyList<ConfigurationChange> Changes => _history.Changes;

    /// <summary>Reads what a text says.</summary>
    public static ConfigurationReading Check(string text) => ConfigurationFile.Parse(text, InstanceLayout.ConfigurationName);

    /// <summary>The text of the file.</summary>
    /// <exception cref="OperatorException">It cannot be read.</exception>
    public string Read() => TextFile.TryRead(_layout.ConfigurationFile, ConfigurationFile.BytesMax, out var fault)
        ?? throw new OperatorException($"{InstanceLayout.ConfigurationName}: {fault.Problem}", fault.Remedy);

    /// <summary>Replaces the file by a text without errors and puts it in force.</summary>
    /// <param name="text">The new text.</param>
    /// <param name="version">Of the text it was made from.</param>
    /// <param name="userName">Who does it.</param>
    /// <returns>False when the file has another version by now; nothing is done then.</returns>
    /// <exception cref="OperatorException">A file cannot be read or written.</exception>
    public bool TryReplace(string text, string version, string userName)
    {
        lock (_turn)
        {
            var before = Read();
            if (TextFile.VersionOf(before) != version) return false;
            if (before == text) return true;
            Keep([new(_time.GetUtcNow().UtcDateTime, userName, before), .. _history.Changes.Take(ChangesMax - 1)]);
            Write(text);
            return true;
        }
    }

    /// <summary>Puts back the text from before the last change made here.</summary>
    /// <returns>False when the file has another version by now, or there is nothing to put back.</returns>
    /// <exception cref="OperatorException">A file cannot be read or written.</exception>
    public bool TryUndo(string version)
    {
        lock (_turn)
        {
            if (_history.Changes.Count == 0 || TextFile.VersionOf(Read()) != version) return false;
            Write(_history.Changes[0].TextBefore);
            Keep([.. _history.Changes.Skip(1)]);
            return true;
        }
    }

    private void Keep(IReadOnlyList<ConfigurationChange> changes)
    {
        var room = HistoryBytesMax;
        var kept = new ConfigurationHistory([.. changes.TakeWhile((change, index) => (room -= Encoding.UTF8.GetByteCount(change.TextBefore)) >= 0 || index == 0)]);
        _file.Save(kept);
        _history = kept;
    }

    private void Write(string text)
    {
        try
        {
            TextFile.Replace(_layout.ConfigurationFile, text, TextFile.ReadableByAll);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"{InstanceLayout.ConfigurationName} cannot be written: {failure.Message.TrimEnd('.')}", "Correct the permissions of etc, or make room on the disk", failure);
        }

        _reload.ReloadChanged();
    }

    [LoggerMessage(LogLevel.Error, "changes of the configuration made before cannot be undone: {What}")]
    private static partial void LogForgotten(ILogger log, string what);
}

/// <summary>One change of the configuration file that can be undone.</summary>
/// <param name="At">When.</param>
/// <param name="UserName">Who did it.</param>
/// <param name="TextBefore">The whole file before.</param>
internal sealed record ConfigurationChange(DateTime At, string UserName, string TextBefore);

/// <summary>The changes that can be undone, the latest first.</summary>
internal sealed record ConfigurationHistory(IReadOnlyList<ConfigurationChange> Changes);
