using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Tests.Sessions;

public sealed class OutboundFlowTests
{
    // stage: what follows PUBACK, PUBREC, PUBREC refused, PUBCOMP. "!" closes, "rel" sends PUBREL, "?" sends PUBREL 0x92.
    private const string Table = """
        AwaitPubAck:  Done         | AwaitPubAck !      | AwaitPubAck !  | AwaitPubAck !
        AwaitPubRec:  AwaitPubRec ! | AwaitPubComp rel  | Done           | AwaitPubRec !
        AwaitPubComp: AwaitPubComp ! | AwaitPubComp rel | AwaitPubComp   | Done
        Done:         Done         | Done ?             | Done           | Done
        """;

    [Fact]
    public void Every_stage_answers_every_reply()
    {
        var rows = Table.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(Enum.GetValues<DeliveryStage>().Length, rows.Length);
        foreach (var row in rows)
        {
            var (stage, cells) = (Enum.Parse<DeliveryStage>(row.Split(':')[0]), row.Split(':')[1].Split('|'));
            foreach (var reply in Enum.GetValues<Reply>())
            {
                var cell = cells[(int)reply].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var answer = cell.ElementAtOrDefault(1) switch
                {
                    "!" => ReplyAnswer.CloseProtocolError,
                    "rel" => ReplyAnswer.SendPubRel,
                    "?" => ReplyAnswer.SendPubRelNotFound,
                    _ => ReplyAnswer.None,
                };
                Assert.Equal((Enum.Parse<DeliveryStage>(cell[0]), answer), OutboundFlow.Step(stage, reply));
            }
        }
    }
}
