using System.Text;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker.Tests.Outgoing;

public sealed class OutboxTests
{
    private readonly Outbox _outbox = new(new());

    [Fact]
    public void Bytes_that_depend_on_nothing_leave_at_once()
    {
        Write("a");
        Assert.Equal(("a", 0), Take(0));
        Assert.Equal(("", 0), Take(0));
    }

    [Fact]
    public void Bytes_wait_for_their_number_and_keep_their_order()
    {
        Write("a", needs: 5);
        Write("b");
        Assert.Equal(("", 5), Take(4));
        Write("c", needs: 9);
        Assert.Equal(("", 5), Take(4));
        Assert.Equal(("ab", 9), Take(5));
        Write("d");
        Assert.Equal(("", 9), Take(8));
        Assert.Equal(("cd", 0), Take(9));
        Assert.Equal(0, _outbox.PendingBytes);
    }

    [Fact]
    public void Later_bytes_with_later_numbers_never_hold_the_first_back()
    {
        var left = 0;
        for (var lsn = 1; lsn < 100; lsn++)
        {
            Write("x", needs: lsn); // the journal is always one behind
            left += Take(lsn - 1).Taken.Length;
            Assert.InRange(lsn - left, 0, 2);
        }
    }

    [Fact]
    public void What_the_next_bytes_need_outlives_a_take_that_finds_nothing()
    {
        _outbox.Require(new(7));
        Assert.Equal(("", 0), Take(6));
        Write("late");
        Assert.Equal(("", 7), Take(6));
        Assert.Equal(("late", 0), Take(7));
    }

    [Fact]
    public void Large_and_small_writes_come_out_whole()
    {
        var all = "";
        for (var i = 0; i < 50; i++)
        {
            var text = new string((char)('a' + (i % 26)), i * 331);
            Write(text);
            all += text;
        }

        Assert.Equal(all.Length, _outbox.PendingBytes);
        Assert.Equal((all, 0), Take(0));
    }

    private void Write(string text, long needs = 0)
    {
        _outbox.Require(new(needs));
        Encoding.ASCII.GetBytes(text, _outbox.GetSpan(text.Length));
        if (text.Length > 0) _outbox.Advance(text.Length);
    }

    private (string Taken, long WaitsFor) Take(long durable)
    {
        var waitsFor = _outbox.Take(new Lsn(durable), out var bytes);
        var text = new StringBuilder();
        foreach (var segment in bytes) text.Append(Encoding.ASCII.GetString(segment.Span));
        bytes.Release();
        return (text.ToString(), waitsFor.Value);
    }
}
