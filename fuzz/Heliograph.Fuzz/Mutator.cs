namespace Heliograph.Fuzz;

/// <summary>Makes new inputs of known ones. The same seed and corpus give the same inputs.</summary>
public sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> dictionary)
{
    private const int InputBytesMax = 4096;

    private readonly Random _random = new(seed);

    /// <summary>A corpus entry after one to eight changes.</summary>
    public byte[] Next()
    {
        var input = new List<byte>(Pick(corpus));
        for (var changes = 1 + _random.Next(8); changes > 0; changes--) Change(input);
        if (input.Count > InputBytesMax) input.RemoveRange(InputBytesMax, input.Count - InputBytesMax);
        return [.. input];
    }

    private void Change(List<byte> input)
    {
        var at = _random.Next(input.Count + 1);
        var count = Math.Min(1 + _random.Next(4), input.Count - at);
        switch (_random.Next(9))
        {
            case 0 when count > 0: input[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when count > 0: input[at] = (byte)_random.Next(256); break;
            case 2 when count > 0: input[at] += (byte)(_random.Next(2) == 0 ? 1 : 255); break;
            case 3: input.Insert(at, (byte)_random.Next(256)); break;
            case 4: input.RemoveRange(at, count); break;
            case 5: input.InsertRange(at, input.GetRange(at, count)); break;
            case 6: input.InsertRange(at, Pick(dictionary)); break;
            case 7: Overwrite(input, at, Pick(dictionary)); break;
            case 8: Splice(input, at, Pick(corpus)); break;
        }
    }

    private static void Overwrite(List<byte> input, int at, byte[] piece)
    {
        for (var index = 0; index < piece.Length && at + index < input.Count; index++) input[at + index] = piece[index];
    }

    private void Splice(List<byte> input, int at, byte[] other)
    {
        input.RemoveRange(at, input.Count - at);
        input.AddRange(other[_random.Next(other.Length + 1)..]);
    }

    private byte[] Pick(IReadOnlyList<byte[]> from) => from.Count == 0 ? [] : from[_random.Next(from.Count)];
}
