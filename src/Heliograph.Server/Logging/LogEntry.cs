using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Logging;

/// <summary>One thing to log.</summary>
/// <param name="At">The local time.</param>
/// <param name="Level">How severe it is.</param>
/// <param name="Message">What is said; not escaped yet.</param>
/// <param name="Exception">What was thrown, or null.</param>
/// <param name="IsAnnouncement">Whether people and scripts wait for it: the console shows it bare.</param>
internal sealed record LogEntry(DateTimeOffset At, LogLevel Level, string Message, Exception? Exception, bool IsAnnouncement);
