using CsCheck;
using Heliograph.Fuzz;
using Heliograph.Fuzz.Owned;
using Heliograph.Fuzz.Targets;

namespace Heliograph.Mqtt.Tests.Generated;

/// <summary>The fuzz targets for a bounded number of inputs; <c>fuzz/</c> runs them for as long as one likes.</summary>
public sealed class FuzzTests
{
    private static readonly CodecTarget Codec = new();

    public static TheoryData<string, string> Inputs
    {
        get
        {
            var inputs = new TheoryData<string, string>();
            foreach (var target in AllTargets.ByName.Keys)
            {
                foreach (var file in Corpus.Load(Folder(target)).Keys) inputs.Add(target, file);
            }

            return inputs;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Every_input_of_the_corpus_holds(string target, string file) =>
        AllTargets.ByName[target].Run(Corpus.Load(Folder(target))[file]);

    [Theory]
    [InlineData("codec", 1, 50_000)]
    [InlineData("codec", 2, 50_000)]
    [InlineData("topics", 1, 50_000)]
    [InlineData("tree", 1, 20_000)]
    [InlineData("tree", 2, 20_000)]
    [InlineData("acl", 1, 20_000)]
    [InlineData("passwords", 1, 20_000)]
    [InlineData("mosquitto", 1, 500)]
    [InlineData("apollo", 1, 500)]
    [InlineData("proxy", 1, 20_000)]
    [InlineData("toml", 1, 2_000)]
    [InlineData("websocket", 1, 5_000)]
    public void Changed_inputs_hold(string target, int seed, long runs)
    {
        var corpus = Corpus.Load(Folder(target)).Values;
        var finding = new Campaign(AllTargets.ByName[target], [.. corpus], seed).Run(done => done < runs);
        if (finding is not null) Assert.Fail($"{Convert.ToHexString(finding.Input)}: {finding.Cause}");
    }

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

    /// <summary>Fails on every input that has the byte FF.</summary>
    private sealed class Planted : ITarget
    {
        public string Name => "planted";

        public IReadOnlyList<byte[]> Dictionary => [];

        public void Run(ReadOnlySpan<byte> input) => FindingException.Unless(!input.Contains((byte)0xFF), "planted");
    }
}
