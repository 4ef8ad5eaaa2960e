using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Checks;

/// <summary>Which messages a subscriber must have in the end.</summary>
public static class Duties
{
    /// <summary>One entry for each message and receiver; the members of a shared group are one receiver.</summary>
    public static List<Duty> Of(History history)
    {
        var owed = history.Messages.Where(message => message.IsOwed).ToArray();
        var duties = new List<Duty>();
        foreach (var receiver in history.Inboxes.GroupBy(inbox => inbox.Group ?? inbox.Name))
        {
            var bits = receiver.Aggregate(0UL, (bits, inbox) => bits | inbox.Bit);
            var held = receiver.SelectMany(inbox => inbox.Interests).Where(interest => interest.EndingAt is null).ToArray();
            foreach (var message in owed)
            {
                if (Array.Exists(held, interest => interest.IsBefore(message) && interest.Matches(message)))
                    duties.Add(new(message, [.. receiver], bits));
            }
        }

        return duties;
    }
}

/// <summary>A message that must reach a receiver: it was acknowledged, and the subscription is older and has held.</summary>
/// <param name="Message">Which.</param>
/// <param name="Receiver">One inbox, or those of a shared group.</param>
/// <param name="Bits">Those of the inboxes.</param>
public readonly record struct Duty(NumberedMessage Message, IReadOnlyList<Inbox> Receiver, ulong Bits)
{
    public bool IsDone => (Message.ReceivedBy & Bits) != 0;
}
