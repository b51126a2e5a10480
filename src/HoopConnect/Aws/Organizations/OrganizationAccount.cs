namespace HoopConnect.Aws.Organizations;

/// <summary>One account of the organisation (AWS Organizations API Reference, "Account").</summary>
/// <param name="Id">12 digits.</param>
/// <param name="Name">The friendly name.</param>
/// <param name="Email">The account's email address.</param>
/// <param name="Status"><c>ACTIVE</c>, <c>SUSPENDED</c>, <c>PENDING_CLOSURE</c>.</param>
/// <param name="JoinedMethod"><c>INVITED</c> or <c>CREATED</c>.</param>
public sealed record OrganizationAccount(string Id, string Name, string Email, string Status, string JoinedMethod);
