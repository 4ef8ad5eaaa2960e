using System.Text;
using Heliograph.Broker.Messages;
using Heliograph.Server.Admin.Views;

namespace Heliograph.Server.Admin.Retained;

/// <summary>One retained message in a list.</summary>
internal sealed record RetainedRow(string Topic, int Qos, int Size, DateTime? ExpiresAt, DateTime? StoredAt, string? Publisher, PayloadView Payload)
{
    private const int PreviewBytes = 256;

    public static RetainedRow Of(Message message, int payloadBytes = PreviewBytes) => new(
        Encoding.UTF8.GetString(message.Topic), (int)message.QoS, message.Size, Times.OrNever(message.ExpiresAt), Times.OrNever(message.RetainedAt),
        message.PublisherId.Length > 0 ? message.PublisherId : null, PayloadView.Of(message.Payload, payloadBytes));
}

/// <summary>What is under a level of the topics of retained messages.</summary>
internal sealed record RetainedTree(IReadOnlyList<RetainedBranch> Items, bool Truncated);

/// <summary>One level below another.</summary>
/// <param name="Level">The level's own name.</param>
/// <param name="Topic">The whole topic down to it.</param>
/// <param name="Messages">On it and below it.</param>
/// <param name="HasMessage">Whether one is on it.</param>
internal sealed record RetainedBranch(string Level, string Topic, int Messages, bool HasMessage);

/// <summary>Which message a change is about.</summary>
internal sealed record TopicReference(string Topic);

/// <summary>Which messages to forget.</summary>
internal sealed record RetainedSelection(string Matching, bool Preview, int? MinBytes = null, long? OlderThan = null);

/// <summary>How many were found and forgotten, and some of their topics.</summary>
internal sealed record RetainedDeletion(int Matched, int Deleted, IReadOnlyList<string> Sample);
