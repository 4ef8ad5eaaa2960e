using System.Security.Cryptography;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Security.Web;

/// <summary>Remembers what the web service said lately of which credentials, without keeping them. Used by many threads.</summary>
internal sealed class RecentVerdicts(TimeSpan rememberYes, TimeSpan rememberNo, TimeProvider time)
{
    /// <summary>Verdicts remembered; the oldest goes first.</summary>
    public const int VerdictsMax = 10_000;

    private readonly Lock _lock = new();
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly Dictionary<UInt128, Verdict> _verdicts = [];
    private readonly Queue<UInt128> _oldestFirst = [];

    /// <summary>A keyed hash of all that the service is told: other credentials, or another way in, are another question.</summary>
    public UInt128 KeyOf(WebQuestion question)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        foreach (var part in (ReadOnlySpan<string?>)[question.ClientId, question.UserName, question.Password, question.Address, question.Listener, question.Fingerprint])
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            mac.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length)); // no part can run into the next
            mac.AppendData(bytes);
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(mac.GetHashAndReset());
    }

    /// <summary>What was said, if that is not too long ago; a login is good for so much shorter.</summary>
    public LinkAnswer? Find(UInt128 key)
    {
        Verdict verdict;
        lock (_lock)
            if (!_verdicts.TryGetValue(key, out verdict)) return null;
        var age = time.GetElapsedTime(verdict.At);
        var isYes = verdict.Answer.Result is { Outcome: AuthenticationOutcome.Accepted };
        if (age >= (isYes ? rememberYes : rememberNo)) return null;
        if (verdict.Answer.Result is not { ValidFor: { } validFor } result) return verdict.Answer;
        return age < validFor ? verdict.Answer with { Result = result with { ValidFor = validFor - age } } : null;
    }

    public void Add(UInt128 key, LinkAnswer answer)
    {
        lock (_lock)
        {
            if (!_verdicts.ContainsKey(key)) _oldestFirst.Enqueue(key);
            _verdicts[key] = new(answer, time.GetTimestamp());
            while (_verdicts.Count > VerdictsMax) _verdicts.Remove(_oldestFirst.Dequeue());
        }
    }

    private readonly record struct Verdict(LinkAnswer Answer, long At);
}
