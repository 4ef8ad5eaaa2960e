using System.Buffers;
using Heliograph.Broker.Journal;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>Writes the whole durable state of a broker at rest as lines of JSON: docs/archive-format.md.</summary>
/// <remarks>Bodies come first, read one at a time in the order of the journal, which is the fast one.</remarks>
public static class ArchiveExport
{
    /// <param name="broker">Restored, and serving nobody.</param>
    /// <param name="journal">Where its bodies are.</param>
    /// <param name="clock">The latest instant that the journal knows.</param>
    /// <param name="program">The version of the program, for people.</param>
    /// <param name="output">Takes the bytes, and passes them on before they are many.</param>
    /// <exception cref="InvalidDataException">The journal has lost a message that a queue holds.</exception>
    public static ArchiveCounts Write(
        Broker broker, IJournal journal, Instant clock, string program, IBufferWriter<byte> output)
    {
        var messages = NeededMessages.Of(broker);
        using var lines = new LineWriter(output);
        WriteHeader(lines, clock, program);
        foreach (var id in messages.Ids)
        {
            var json = lines.Begin(LineTypes.Message);
            json.WriteNumber(Fields.Id, messages.NumberOf(id));
            MessageFields.Write(json, messages.Read(id, journal) ?? throw Lost(id));
            lines.End();
        }

        foreach (var id in messages.Retained)
        {
            lines.Begin(LineTypes.Retained).WriteNumber(Fields.Message, messages.NumberOf(id));
            lines.End();
        }

        var state = new StateLines(lines, messages);
        broker.WriteState(state);
        WriteEnd(lines, state.Counts);
        return state.Counts;
    }

    private static InvalidDataException Lost(Lsn id) => new($"the message at position {id.Value:x16} is lost, and a queue holds it");

    private static void WriteHeader(LineWriter lines, Instant clock, string program)
    {
        var json = lines.BeginHeader();
        json.WriteString(Fields.Format, Fields.FormatName);
        json.WriteNumber(Fields.Version, Fields.FormatVersion);
        json.WriteString(Fields.Program, program);
        json.WriteNumber(Fields.Clock, clock.Milliseconds);
        lines.End();
    }

    // What has no such line was cut off.
    private static void WriteEnd(LineWriter lines, ArchiveCounts counts)
    {
        var json = lines.Begin(LineTypes.End);
        json.WriteNumber(Fields.Messages, counts.Messages);
        json.WriteNumber(Fields.Retained, counts.Retained);
        json.WriteNumber(Fields.Sessions, counts.Sessions);
        json.WriteNumber(Fields.Subscriptions, counts.Subscriptions);
        json.WriteNumber(Fields.Deliveries, counts.Deliveries);
        lines.End();
    }
}
