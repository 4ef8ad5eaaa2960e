namespace Heliograph.Storage.Writing;

/// <summary>Chunks and runs that are used again: appending allocates nothing. Guarded by the pending log's lock.</summary>
internal sealed class ChunkPool
{
    private const int ChunksMax = 16; // 4 MiB
    private const int RunsMax = 4;

    private readonly Stack<Chunk> _chunks = new(ChunksMax);
    private readonly Stack<Run> _runs = new(RunsMax);

    public Chunk Rent(int bytes)
    {
        if (bytes > Chunk.UsualBytes) return new(bytes);
        return _chunks.TryPop(out var chunk) ? chunk : new(Chunk.UsualBytes);
    }

    public void Return(Chunk chunk)
    {
        if (!chunk.IsUsual || _chunks.Count == ChunksMax) return;
        chunk.Used = 0;
        _chunks.Push(chunk);
    }

    public Run RentRun() => _runs.TryPop(out var run) ? run : new();

    public void Return(Run run)
    {
        run.Clear(this);
        if (_runs.Count < RunsMax) _runs.Push(run);
    }
}
