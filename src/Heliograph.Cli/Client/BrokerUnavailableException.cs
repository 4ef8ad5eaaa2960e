using Heliograph.Server;

namespace Heliograph.Cli.Client;

/// <summary>The broker cannot be reached or has no room at present; the same attempt may succeed later.</summary>
internal sealed class BrokerUnavailableException(string problem, string remedy, Exception? cause = null) : OperatorException(problem, remedy, cause);
