namespace HoopConnect.PowerShell.Pipeline;

/// <summary>Says that a failure concerns the whole command, not one target: the next pipeline object would fail the same way.</summary>
internal sealed class TerminatingException(Exception cause) : Exception(cause.Message, cause);
