namespace HoopConnect.Planning;

/// <summary>Whether a command does what it plans or only shows it.</summary>
public enum RunMode
{
    /// <summary>
    /// It shows the plan (<c>-WhatIf</c>, a test): nothing at all is written, no record and no vault entry, and what an interrupted run
    /// left in a vault is found and not put right.
    /// </summary>
    Show,

    /// <summary>It applies the plan, if whoever runs it agrees.</summary>
    Apply,
}
