namespace HoopConnect.Hosting;

/// <summary>Where a file or folder stands on the way to the one that is to be safe.</summary>
internal enum AccessPlace
{
    /// <summary>It is the one.</summary>
    Itself,

    /// <summary>A folder that it lies in.</summary>
    Above,

    /// <summary>The root of the drive or share that it lies on.</summary>
    Root,
}
