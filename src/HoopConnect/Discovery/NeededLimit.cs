namespace HoopConnect.Discovery;

/// <summary>On which of an action's resources it is needed.</summary>
public enum NeededLimit
{
    /// <summary>On all of them.</summary>
    None,

    /// <summary>On security groups with the tag <c>hoop.dev/gateway</c>: those that we made.</summary>
    OwnGroups,

    /// <summary>Together with the creation of a security group.</summary>
    OnCreationOfGroups,
}
