using System.Runtime.InteropServices;
using Heliograph.Broker;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Compaction;

/// <summary>Which messages a snapshot still needs, by segment. Told by any thread.</summary>
/// <remarks>
/// Takes four bytes for each message of the segments that may turn out to be mostly dead, and nothing for those of others:
/// a segment's list is dropped as soon as it is too long for that.
/// </remarks>
internal sealed class KeptBodies
{
    private const int MessageBytesMin = 32; // the guess where nothing was counted

    private readonly Lock _gate = new(); // held for a moment: an engine may hold a lock of its own
    private readonly Segment[] _segments;
    private readonly bool[] _isNeeded;
    private readonly List<uint>?[] _offsets; // null when the segment is not to be compacted
    private readonly int[] _countsMax;
    private readonly int[] _tidied; // how long a list was when its repetitions were taken out

    /// <param name="segments">Those before the snapshot, ascending.</param>
    /// <param name="options">Say which segments are compacted.</param>
    public KeptBodies(Segment[] segments, StorageOptions options)
    {
        _segments = segments;
        _isNeeded = new bool[segments.Length];
        _offsets = new List<uint>?[segments.Length];
        _countsMax = new int[segments.Length];
        _tidied = new int[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            if (segment.FileBytes < options.CompactBytesMin) continue;
            var bytesEach = segment.Messages > 0 ? segment.MessageBytes / segment.Messages : MessageBytesMin;
            _countsMax[i] = (int)(options.CompactBelow * segment.FileBytes / bytesEach);
            _offsets[i] = [];
        }
    }

    /// <summary>The message is needed. May be said many times.</summary>
    public void Keep(Lsn message)
    {
        var at = SegmentList.IndexOf(_segments, message.Value);
        if (at < 0) return; // after the snapshot began: not in question
        lock (_gate) Keep(at, message);
    }

    public bool IsNeeded(int index) => _isNeeded[index];

    /// <summary>What of a segment is to be kept, ascending, when so little is that the segment should be compacted.</summary>
    public bool TryGetFew(int index, out ReadOnlySpan<uint> offsets)
    {
        offsets = default;
        if (!_isNeeded[index] || _offsets[index] is null) return false;
        Tidy(index);
        if (_offsets[index] is not { } kept || kept.Count > _countsMax[index]) return false;
        offsets = CollectionsMarshal.AsSpan(kept);
        return true;
    }

    private void Keep(int at, Lsn message)
    {
        _isNeeded[at] = true;
        if (_offsets[at] is not { } offsets) return;
        offsets.Add((uint)(message.Value - _segments[at].Start));
        if (offsets.Count <= _countsMax[at] || offsets.Count < 2 * _tidied[at]) return;
        Tidy(at);
        if (offsets.Count > _countsMax[at]) _offsets[at] = null;
    }

    private void Tidy(int index)
    {
        if (_offsets[index] is not { } offsets) return;
        offsets.Sort();
        var count = 0;
        for (var i = 0; i < offsets.Count; i++)
        {
            if (count == 0 || offsets[i] != offsets[count - 1]) offsets[count++] = offsets[i];
        }

        offsets.RemoveRange(count, offsets.Count - count);
        _tidied[index] = count;
    }
}
