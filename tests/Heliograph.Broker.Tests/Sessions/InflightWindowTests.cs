using CsCheck;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Tests.Sessions;

public sealed class InflightWindowTests
{
    private readonly InflightWindow _window = new();

    [Fact]
    public void Each_packet_id_is_given_once_until_all_are_taken()
    {
        var ids = Enumerable.Range(0, ushort.MaxValue).Select(_ => Add()).ToHashSet();
        Assert.Equal(ushort.MaxValue, ids.Count);
        Assert.DoesNotContain((ushort)0, ids);
        Assert.Throws<InvariantException>(() => Add());
        Finish(40_000);
        Assert.Equal(40_000, Add());
    }

    [Fact]
    public void A_delivery_that_is_never_answered_costs_no_memory_and_keeps_its_id_to_itself()
    {
        var stuck = Add();
        for (var i = 0; i < 200_000; i++)
        {
            var id = Add();
            Assert.NotEqual(stuck, id);
            Finish(id);
        }

        Assert.Equal([stuck], Walk());
        Assert.Equal(8, _window.Capacity);
    }

    [Fact]
    public void Packet_ids_begin_at_1_go_up_by_one_and_begin_again()
    {
        for (var i = 0; i < 3 * ushort.MaxValue; i++)
        {
            var id = Add();
            Assert.Equal((i % ushort.MaxValue) + 1, id);
            Finish(id);
        }
    }

    [Fact]
    public void A_new_connection_starts_with_its_whole_quota_and_sends_all_again()
    {
        ushort[] ids = [Add(), Add(), Add()];
        Finish(ids[1]);
        _window.Restart();
        Assert.Equal((0, 2), (_window.QuotaUsed, _window.Count));
        Assert.All(Walk(), id => Assert.True(_window.At(_window.IndexOf(id)).AwaitsResend));
        _window.TakeQuota(ref _window.At(_window.IndexOf(ids[0])));
        Assert.Equal(1, _window.QuotaUsed);
        Finish(ids[2]); // answered before it was sent again
        Finish(ids[0]);
        Assert.Equal((0, 0), (_window.QuotaUsed, _window.Count));
    }

    [Fact]
    public void It_is_a_list_in_order_of_transmission() => Gen.Int[0, 9].Array[0, 400].Sample(steps =>
    {
        var window = new InflightWindow();
        var model = new List<ushort>();
        foreach (var step in steps)
        {
            if (step < 6)
            {
                var id = Add(window);
                Assert.DoesNotContain(id, model);
                model.Add(id);
            }
            else if (step == 9)
            {
                window.Restart();
                Assert.Equal(0, window.QuotaUsed);
            }
            else if (model.Count > 0)
            {
                var at = step * 7919 % model.Count;
                window.Finish(ref window.At(window.IndexOf(model[at])));
                Assert.Equal(-1, window.IndexOf(model[at]));
                model.RemoveAt(at);
            }

            Assert.Equal(model, Walk(window));
            Assert.Equal(model.Count, window.Count);
        }
    }, iter: 200);

    private ushort Add() => Add(_window);

    private static ushort Add(InflightWindow window) => window.Add(
        new(new Message("t"u8, default, "x"u8, QoS.AtLeastOnce, false, Instant.Never, ""), QoS.AtLeastOnce, false, null, null),
        DeliveryStage.AwaitPubAck).PacketId;

    private void Finish(ushort id) => _window.Finish(ref _window.At(_window.IndexOf(id)));

    private List<ushort> Walk() => Walk(_window);

    private static List<ushort> Walk(InflightWindow window)
    {
        var ids = new List<ushort>();
        for (var at = window.Oldest; at >= 0; at = window.At(at).Later) ids.Add(window.At(at).PacketId);
        return ids;
    }
}
