using Heliograph.Storage;

namespace Heliograph.Server.Maintenance;

/// <summary>Failures of the storage, as an operator is told them.</summary>
internal static class StoreFailure
{
    /// <exception cref="OperatorException">In the place of whatever the storage and the file system throw.</exception>
    public static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (StorageException failure)
        {
            throw new OperatorException(failure.Problem, failure.Remedy, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(failure.Message.TrimEnd('.'), "Check the permissions, the disk and its free space", failure);
        }
    }
}
