using System.Buffers;
using System.Text;
using CsCheck;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners.Proxies;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>PROXY headers and X-Forwarded-For, as bytes.</summary>
public sealed class ProxyHeaderTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    [Theory]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 40001 1883\r\n", "198.51.100.7:40001")]
    [InlineData("PROXY TCP6 2001:db8::7 ::1 1 65535\r\n", "[2001:db8::7]:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", null)]
    public void Version_1_names_the_client(string line, string? client)
    {
        var bytes = Encoding.ASCII.GetBytes(line + "rest");
        Assert.Equal(ProxyReading.Complete, ProxyHeader.Read(new(bytes), out var header, out var length, out _));
        Assert.Equal((client, line.Length, false), (header.Client?.ToString(), length, header.IsOfProxy));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", "no PROXY header")]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 40001\r\n", "malformed")]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 40001 1883 \r\n", "malformed")]
    [InlineData("PROXY TCP4 198.51.100.07 192.0.2.1 40001 1883\r\n", "malformed")]
    [InlineData("PROXY TCP4 2001:db8::7 192.0.2.1 40001 1883\r\n", "malformed")]
    [InlineData("PROXY TCP6 2001:db8::7%1 ::1 1 2\r\n", "malformed")]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 65536 1883\r\n", "malformed")]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 040 1883\r\n", "malformed")]
    [InlineData("PROXY UDP4 198.51.100.7 192.0.2.1 40 1883\r\n", "malformed")]
    [InlineData("PROXY UNKNOWN 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\n", "longer than 107")]
    public void Version_1_that_is_wrong_is_refused_with_the_reason(string line, string problem)
    {
        Assert.Equal(ProxyReading.Refused, ProxyHeader.Read(new(Encoding.Latin1.GetBytes(line)), out _, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2111000CC6336407C00002019C41075B", "198.51.100.7:40001", false)]
    [InlineData("2111000FC6336407C00002019C41075B040000", "198.51.100.7:40001", false)]
    [InlineData("2121002420010DB8000000000000000000000007000000000000000000000000000000019C41075B", "[2001:db8::7]:40001", false)]
    [InlineData("20000000", null, true)]
    [InlineData("2011000CC6336407C00002019C41075B", null, true)]
    [InlineData("21000003AABBCC", null, false)]
    public void Version_2_names_the_client(string hex, string? client, bool isOfProxy)
    {
        var bytes = Convert.FromHexString(Signature + hex + "1000");
        Assert.Equal(ProxyReading.Complete, ProxyHeader.Read(new(bytes), out var header, out var length, out _));
        Assert.Equal((client, bytes.Length - 2, isOfProxy), (header.Client?.ToString(), length, header.IsOfProxy));
    }

    [Fact]
    public void Version_2_of_a_unix_socket_names_nobody()
    {
        var bytes = Convert.FromHexString(Signature + "213100D8" + new string('0', 216 * 2));
        Assert.Equal(ProxyReading.Complete, ProxyHeader.Read(new(bytes), out var header, out var length, out _));
        Assert.Equal((null, bytes.Length, false), (header.Client, length, header.IsOfProxy));
    }

    [Theory]
    [InlineData("1111000CC6336407C00002019C41075B", "unknown version and command 0x11")]
    [InlineData("2211000CC6336407C00002019C41075B", "unknown version and command 0x22")]
    [InlineData("2112000CC6336407C00002019C41075B", "0x12, which is no kind of connection")]
    [InlineData("2111000BC6336407C00002019C4107", "shorter than its addresses")]
    [InlineData("2111FFFF", "longer than 4096 bytes")]
    [InlineData("2111000FC6336407C00002019C41075B040001", "further fields")]
    [InlineData("2111000EC6336407C00002019C41075B0400", "further fields")]
    public void Version_2_that_is_wrong_is_refused_with_the_reason(string hex, string problem)
    {
        Assert.Equal(ProxyReading.Refused, ProxyHeader.Read(new(Convert.FromHexString(Signature + hex)), out _, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 40001 1883\r\n")]
    [InlineData(Signature + "2111000FC6336407C00002019C41075B040000")]
    public void A_header_that_comes_in_pieces_is_waited_for(string text)
    {
        var whole = text.StartsWith("PROXY", StringComparison.Ordinal) ? Encoding.ASCII.GetBytes(text) : Convert.FromHexString(text);
        for (var length = 0; length < whole.Length; length++)
            Assert.Equal(ProxyReading.Incomplete, ProxyHeader.Read(new(whole.AsMemory(0, length)), out _, out _, out _));
    }

    [Fact]
    public void Whatever_comes_is_read_without_a_failure_and_within_its_bytes()
    {
        // Mostly headers that are nearly right: what is quite wrong ends at the first byte.
        var front = Gen.OneOf(
            Gen.Const(Convert.FromHexString(Signature)), Gen.Const(Convert.FromHexString(Signature + "2111000C")), Gen.Const(Convert.FromHexString(Signature + "2121")),
            Gen.Const("PROXY "u8.ToArray()), Gen.Const("PROXY TCP4 1.2.3.4 "u8.ToArray()), Gen.Const(Array.Empty<byte>()));
        Gen.Select(front, Gen.Byte.Array[0, 300], Gen.Int[0, 20], (begin, rest, cut) => (byte[])[.. begin, .. rest, .. cut % 2 == 0 ? "\r\n"u8.ToArray() : []])
            .Sample(bytes =>
            {
                var reading = ProxyHeader.Read(new(bytes), out var header, out var length, out var problem);
                if (reading == ProxyReading.Complete) Assert.InRange(length, 1, bytes.Length);
                else Assert.Null(header.Client);
                if (reading == ProxyReading.Refused) Assert.NotEmpty(problem);

                // More bytes change nothing of what was decided, and neither does the way they are cut.
                var cut = ProxyHeader.Read(Split(bytes), out var same, out var sameLength, out _);
                Assert.Equal((reading, header, length), (cut, same, sameLength));
                if (reading == ProxyReading.Incomplete) return;
                Assert.Equal(reading, ProxyHeader.Read(new((byte[])[.. bytes, 0x10, 0]), out var longer, out _, out _));
                Assert.Equal(header, longer);
            }, iter: 20_000);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9:0")]
    [InlineData("203.0.113.9:4711", "203.0.113.9:4711")]
    [InlineData("2001:db8::9", "[2001:db8::9]:0")]
    [InlineData("[2001:db8::9]:4711", "[2001:db8::9]:4711")]
    [InlineData("1.1.1.1, 203.0.113.9, 10.1.2.3, 127.0.0.1", "203.0.113.9:0")]
    [InlineData("10.1.2.3", "10.1.2.3:0")]
    [InlineData("10.9.9.9, 10.1.2.3", "10.9.9.9:0")]
    [InlineData("", null)]
    public void The_client_is_the_last_one_forwarded_for_who_is_no_proxy(string header, string? client)
    {
        Assert.True(ForwardedFor.TryRead([header], new(new NameList("127.0.0.1", "10.0.0.0/8")), out var found));
        Assert.Equal(client, found?.ToString());
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("203.0.113.9, _hidden, 10.1.1.1")]
    public void What_is_no_address_is_refused(string header) => Assert.False(ForwardedFor.TryRead([header], new(new NameList("10.0.0.0/8")), out _));

    private static ReadOnlySequence<byte> Split(byte[] bytes)
    {
        if (bytes.Length < 2) return new(bytes);
        var first = new Segment(bytes.AsMemory(0, bytes.Length / 2));
        var last = first.Append(bytes.AsMemory(bytes.Length / 2));
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
