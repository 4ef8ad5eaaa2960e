using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Checks;

/// <summary>Judges a history when everybody has what must come: what was promised, and was it kept?</summary>
public static class Checker
{
    public static List<BrokenPromise> Check(History history) => history.Read(all =>
    {
        var inboxes = all.Inboxes.SelectMany(inbox => new InboxCheck(all, inbox).Run());
        return Undone(all).Concat(inboxes).ToList();
    });

    private static IEnumerable<BrokenPromise> Undone(History history)
    {
        foreach (var (message, receiver, _) in Duties.Of(history).Where(duty => !duty.IsDone))
        {
            var shared = receiver[0].Group;
            var law = message.VanishedAt is not null ? Laws.Will : shared is null ? Laws.Lost : Laws.Shared;
            var who = shared is null ? receiver[0].Name : $"group {shared}";
            yield return new(law, $"{who} never got {message}", () => Story.Of(history, message, receiver));
        }
    }
}
