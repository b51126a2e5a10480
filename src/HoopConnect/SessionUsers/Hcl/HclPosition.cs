namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A place in a file.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The character in the line, counted from 1; a character outside the basic plane counts once.</param>
public readonly record struct HclPosition(int Line, int Column);
