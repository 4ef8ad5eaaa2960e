using Heliograph.Broker;
using Heliograph.Simulation.World;
using Heliograph.Storage;
using Heliograph.Tests.Common.Disks;
using Heliograph.Tests.Common.Ledger;
using Engine = Heliograph.Broker.Broker;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A disk, and on it the broker with its journal, until the power goes off: between two steps or at a call of the disk.</summary>
internal sealed class Machine(PowerCutPlan plan, SeededRandom random, History history, Trace trace)
{
    private readonly Random _losses = new((int)random.NextBits());
    private readonly SimulatedDisk _disk = new();
    private DurableJournal? _journal;
    private Engine? _broker;
    private int _lastCall = int.MaxValue;
    private Lsn _lastRecord;
    private int _recordsLeft; // 0: as many as come
    private bool _isServing, _isCommitting, _isInBatch, _isInMeanwhile, _owesProgress;

    public Engine Broker => _broker ?? throw new InvalidOperationException("the machine was never started");

    public Instant Now { get; private set; } = new(1_000_000);

    /// <summary>Nothing that runs on it does anything any more.</summary>
    public bool IsOff { get; private set; } = true;

    /// <summary>The latest instant that the journal knew of when it was last recovered.</summary>
    public Instant Remembered { get; private set; }

    /// <summary>Something was recorded that would not survive now.</summary>
    public bool IsBehind => _journal!.DurableUpTo < _lastRecord;

    /// <summary>What other threads do while one waits for the disk or writes a snapshot.</summary>
    public required Action Meanwhile { get; init; }

    public PowerCutCounts Counts { get; } = new();

    /// <summary>Switches it on: the journal is recovered into a new broker.</summary>
    /// <param name="calls">Calls of the disk until the power goes off in the middle of one; null when it does not by itself.</param>
    /// <returns>Whether the broker serves; if not, the power went off before, or it refused to start.</returns>
    public bool TryStart(int? calls)
    {
        IsOff = _isServing = false;
        (_isCommitting, _isInBatch, _isInMeanwhile, _owesProgress) = (false, false, false, false);
        _recordsLeft = 0;
        CutAtCall(calls);
        _disk.BeforeCall = OnDiskCall;
        try
        {
            Recover();
            return _isServing = true;
        }
        catch (MachineStoppedException)
        {
            Counts.CutRecoveries++;
            return false;
        }
        catch (StorageException refusal)
        {
            history.Report(Laws.Alive, $"it did not start in life {history.Life}: {refusal.Message}");
            return false;
        }
    }

    /// <summary>The power goes off at a call of the disk to come; null when it does not.</summary>
    public void CutAtCall(int? calls) => _lastCall = calls is { } count ? _disk.Calls + count : int.MaxValue;

    /// <summary>The power goes off in the middle of a batch: some records from now, when that one is on the disk and none behind it.</summary>
    public void CutAtRecord(int records) => _recordsLeft = records;

    public void CutPower()
    {
        IsOff = true;
        if (_isServing) Count(_journal!.Statistics());
        _disk.BeforeCall = null;
        _disk.CutPower(_losses);
        if (trace.IsOn) trace.Add(Now, $"the power is cut; on the disk: {string.Join(", ", _disk.List())}");
    }

    public void PassTime(int milliseconds, bool isOn)
    {
        Now += TimeSpan.FromMilliseconds(milliseconds);
        if (isOn) InBatch(() => Broker.Tick(Now));
    }

    /// <summary>Runs something that begins a batch: no other thread's work may come in between on this one.</summary>
    public void InBatch(Action action)
    {
        var wasInBatch = _isInBatch;
        _isInBatch = true;
        action();
        _isInBatch = wasInBatch;
    }

    /// <summary>The thread that commits does so once; the one that tells the broker may do that later.</summary>
    public void Commit()
    {
        if (_isCommitting) return;
        _isCommitting = true;
        _owesProgress |= _journal!.CommitOnce(Now);
        _isCommitting = false;
    }

    public void TellProgress()
    {
        if (!_owesProgress) return;
        _owesProgress = false;
        Broker.OnDurable();
    }

    /// <summary>The thread that makes room and snapshots has its turn.</summary>
    public void Maintain(bool isSnapshotDue)
    {
        if (_isInMeanwhile || _isCommitting) return;
        if (isSnapshotDue) _journal!.WriteSnapshot();
        else _journal!.MaintainOnce(Now);
        _owesProgress = true; // a snapshot commits too
    }

    private void Recover()
    {
        _journal = DurableJournal.Open(plan.Storage, _disk);
        _broker = new(new()
        {
            Options = plan.Broker,
            Journal = new BusyJournal(_journal, OnAppended),
            Authorizer = new AllowAll(),
            Seed = random.NextBits(),
            StartedAt = Now,
        });
        var report = _journal.Recover(_broker.BeginRestoration(), progress: null);
        Remembered = report.Latest.Milliseconds > 0 ? report.Latest : Now;
        _broker.CompleteRestoration(Remembered);
        _journal.Attach(new()
        {
            Now = () => Now,
            OnDurable = TellProgress,
            WriteState = writer => Broker.WriteState(new BusyWalk(writer, () => DoMeanwhile(30))),
            OnEvent = OnStorageEvent,
        });
        if (StatusWalk.Difference(_broker) is { } difference) history.Report(Laws.Alive, $"restored, its status is wrong: {difference}");
        if (report.TornTail is not null) Counts.TornTails++;
        if (trace.IsOn)
            trace.Add(Now, $"recovered: {report.SnapshotRecords} records of a snapshot, {report.TailRecords} behind it, torn: {report.TornTail}");
    }

    private void OnStorageEvent(StorageEvent happened)
    {
        if (trace.IsOn) trace.Add(Now, $"journal: {happened.Text}");
        if (happened.Kind == StorageEventKind.Failed) history.Report(Laws.Alive, happened.Text);
    }

    private void OnAppended(Lsn record)
    {
        _lastRecord = record;
        if (!_isServing) return; // threads start after the recovery
        var isLast = _recordsLeft > 0 && --_recordsLeft == 0;
        if (isLast || random.Chance(plan.CommitInBatchPercent)) Commit();
        if (!isLast) return;
        Counts.CutBatches++;
        Stop();
    }

    private void OnDiskCall(int number, string call)
    {
        if (IsOff) throw new MachineStoppedException();
        if (trace.IsOn) trace.Add(Now, $"disk: {call}");
        if (number >= _lastCall)
        {
            if (_isServing) Counts.CutCalls++;
            Stop();
        }

        // While the log is synced, batches go on; the folder is synced by who prepares segments and snapshots.
        if (_isCommitting && !_isInBatch && call.StartsWith("sync ", StringComparison.Ordinal) && call != "sync folder") DoMeanwhile(50);
    }

    private void Stop()
    {
        IsOff = true;
        throw new MachineStoppedException();
    }

    private void DoMeanwhile(int percent)
    {
        if (_isInMeanwhile || !random.Chance(percent)) return;
        _isInMeanwhile = true;
        Meanwhile();
        _isInMeanwhile = false;
    }

    private void Count(JournalStatistics statistics)
    {
        Counts.Snapshots += statistics.Snapshots;
        Counts.CompactedSegments += statistics.CompactedSegments;
        Counts.MessagesReadBack += statistics.MessagesReadBack;
    }
}
