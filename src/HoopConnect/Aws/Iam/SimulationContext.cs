namespace HoopConnect.Aws.Iam;

/// <summary>What is assumed of a call that is simulated.</summary>
/// <param name="ResourceArns">The resources it is for; empty for all of them.</param>
/// <param name="ContextKeys">Values of condition keys.</param>
public sealed record SimulationContext(IReadOnlyList<string> ResourceArns, IReadOnlyDictionary<string, string> ContextKeys);
