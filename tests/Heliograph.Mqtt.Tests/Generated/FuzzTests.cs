using CsCheck;
using Heliograph.Fuzz;
using Heliograph.Fuzz.Owned;
using Heliograph.Fuzz.Targets;

namespace Heliograph.Mqtt.Tests.Generated;

/// <summary>The fuzz targets for a bounded number of inputs; <c>fuzz/</c> runs them for as long as one likes.</summary>
public sealed class FuzzTests
{
    private static readonly CodecTarget Codec = new();

    public static TheoryData<string> Topics => new(Corpus.Load(Folder("topics")).Keys);

    public static TheoryData<string> Streams => new(Corpus.Load(Folder("codec")).Keys);

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_stream_of_the_corpus_holds(string file) => Codec.Run(Corpus.Load(Folder("codec"))[file]);

    [Theory]
    [MemberData(nameof(Topics))]
    public void Every_topic_of_the_corpus_holds(string file) => new TopicsTarget().Run(Corpus.Load(Folder("topics"))[file]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_streams_hold(int seed) => Run(Codec, seed, runs: 50_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_topics_hold(int seed) => Run(new TopicsTarget(), seed, runs: 50_000);

    [Fact]
    public void Random_bytes_hold() => Gen.Byte.Array[0, 64].Sample(bytes => Codec.Run(bytes), iter: 20_000);

    [Fact]
    public void Valid_packets_with_changed_bytes_hold() => Gen.Select(
        Generate.Packet, Gen.Select(Gen.Int[0, 1_000], Gen.Byte).Array[1, 4]).Sample((sent, changes) =>
        {
            var bytes = sent.Packet.Encode();
            foreach (var (at, value) in changes) bytes[at % bytes.Length] = value;
            var start = (byte)((byte)(sent.Packet.Version - 3) | (sent.Direction == Direction.ToServer ? 0 : 4));
            Codec.Run([start, 2, .. bytes]);
        },
        iter: 20_000);

    [Fact]
    public void Topics_of_few_characters_hold() => Gen.Select(
        Gen.OneOf("a", "b", "/", "+", "#", "$", "$share/").Array[0, 10].Select(string.Concat),
        Gen.OneOf("a", "b", "/", "$").Array[0, 8].Select(string.Concat))
        .Sample((filter, name) => new TopicsTarget().Run(System.Text.Encoding.UTF8.GetBytes($"{filter}\n{name}")),
            iter: 50_000);

    [Fact]
    public void A_campaign_finds_replays_and_saves()
    {
        var corpus = (byte[][])[[1, 2, 3]];
        var first = new Campaign(new Planted(), corpus, seed: 5).Run(_ => true);
        var second = new Campaign(new Planted(), corpus, seed: 5).Run(_ => true);
        Assert.Equal(first!.Input, second!.Input);
        Assert.Null(new Campaign(new Planted(), corpus, seed: 5).Run(_ => false));

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Corpus.Save(folder.FullName, first.Input, first.Cause.Message);
            Assert.Equal(first.Input, Corpus.Load(folder.FullName)[Path.GetFileName(path)]);
            Assert.Contains("planted", File.ReadAllText(path), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Folder(string target) => Path.Combine(AppContext.BaseDirectory, "corpus", target);

    private static void Run(ITarget target, int seed, long runs)
    {
        var finding = new Campaign(target, [.. Corpus.Load(Folder(target.Name)).Values], seed).Run(done => done < runs);
        if (finding is not null) Assert.Fail($"{Convert.ToHexString(finding.Input)}: {finding.Cause}");
    }

    /// <summary>Fails on every input that has the byte FF.</summary>
    private sealed class Planted : ITarget
    {
        public string Name => "planted";

        public IReadOnlyList<byte[]> Dictionary => [];

        public void Run(ReadOnlySpan<byte> input) => FindingException.Unless(!input.Contains((byte)0xFF), "planted");
    }
}
