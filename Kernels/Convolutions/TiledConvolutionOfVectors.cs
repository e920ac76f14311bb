namespace Transfer.Kernels;

/// <summary>The convolution for one width of vectors.</summary>
internal sealed unsafe class TiledConvolution<TVectors, TVector> : TiledConvolution
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    private readonly FilterPanels<TVectors, TVector> _filters;
    private readonly ScratchBuffers _buffers;
    private readonly int _channels;

    /// <param name="kernels"><c>[K, C, 3, 3]</c>.</param>
    public TiledConvolution(float[] kernels, int padding, Epilogue epilogue, ScratchBuffers buffers)
        : base(padding, epilogue)
    {
        _buffers = buffers;
        _channels = kernels.Length / 9 / Filters;
        _filters = FilterTransform.Run<TVectors, TVector>(kernels, Filters, _channels);
    }

    public override void Run(float* input, float* addend, float* output, MapBatch maps)
    {
        var outputs = Outputs(maps);
        if (outputs.Images * outputs.Pixels == 0)
        {
            return;
        }

        var grid = new TileGrid(outputs.Scaled(Epilogue.Pool), _channels + Filters, FilterPanels<TVectors, TVector>.Width);
        using var buffers = new TileBuffers(_buffers, grid, _channels, _filters.Rows, maps.Width);
        for (var first = 0; first < grid.Rows; first += grid.RowsTogether)
        {
            var pass = new Pass(grid, buffers, first, Math.Min(grid.RowsTogether, grid.Rows - first));
            TransformInputs(input, maps, pass);
            Multiply(pass);
            TransformOutputs(addend, output, outputs, pass);
        }
    }

    public override void Dispose() => _filters.Dispose();

    private void TransformInputs(float* input, MapBatch maps, Pass pass)
    {
        for (var channel = 0; channel < _channels; channel++)
        {
            for (var row = 0; row < pass.Rows; row++)
            {
                var (image, y) = pass.Place(row);
                TransformColumns(input + ((((long)image * _channels) + channel) * maps.Pixels), maps, y, row, pass);
            }

            InputTransform<TVectors, TVector>.Rows(pass.Buffers, channel, pass.Tiles);
        }
    }

    /// <summary>Transforms a row of tiles of a map down the columns.</summary>
    /// <param name="y">The row in its map.</param>
    /// <param name="row">The row in its pass.</param>
    private void TransformColumns(float* map, MapBatch maps, int y, int row, Pass pass)
    {
        var buffers = pass.Buffers;
        var lines = stackalloc float*[Tile.Inputs];
        for (var i = 0; i < Tile.Inputs; i++)
        {
            var from = (y * Tile.Outputs) - Padding + i;
            lines[i] = (uint)from < (uint)maps.Height ? map + ((long)from * maps.Width) : buffers.Zeros;
        }

        var first = row * pass.Grid.Across;
        var columns = buffers.Columns.From(first * Tile.Outputs);
        // The same place of the next channel is read next.
        InputTransform<TVectors, TVector>.Columns(lines, maps.Width, Padding, maps.Pixels, columns);
        var behind = columns.From(pass.Grid.Across * Tile.Outputs);
        var ends = buffers.Ends.From(first + pass.Grid.Across - 1);
        for (var i = 0; i < Tile.Inputs; i++)
        {
            // The next row of tiles will overwrite them.
            (ends[2 * i][0], ends[(2 * i) + 1][0]) = (behind[i][0], behind[i][1]);
        }
    }

    private void Multiply(Pass pass)
    {
        var (inputs, products) = (pass.Buffers.Inputs.Points, pass.Buffers.Products.Points);
        for (var point = 0; point < Tile.Points; point++)
        {
            _filters.Multiply(point, inputs[point], products[point], pass.Tiles / FilterPanels<TVectors, TVector>.Width);
        }
    }

    private void TransformOutputs(float* addend, float* output, MapBatch outputs, Pass pass)
    {
        for (var filter = 0; filter < Filters; filter++)
        {
            OutputTransform<TVectors, TVector>.Run(pass.Buffers.Products, filter, pass.Tiles, pass.Buffers.Results);
            for (var row = 0; row < pass.Rows; row++)
            {
                var (image, y) = pass.Place(row);
                var first = y * Tile.Outputs / Epilogue.Pool;
                var last = Math.Min(first + (Tile.Outputs / Epilogue.Pool), outputs.Height);
                var results = pass.Buffers.Results.From(row * pass.Grid.Across * Tile.Outputs);
                for (var line = first; line < last; line++)
                {
                    var at = (((((long)image * Filters) + filter) * outputs.Height) + line) * outputs.Width;
                    Epilogue.Write<TVectors, TVector>(filter, results, addend is null ? null : addend + at, output + at, outputs.Width);
                    results = results.From(Epilogue.Pool * results.Stride);
                }
            }
        }
    }

    /// <summary>Rows of tiles that are computed together.</summary>
    private readonly record struct Pass(TileGrid Grid, TileBuffers Buffers, int First, int Rows)
    {
        public int Tiles { get; } = Grid.Tiles(Rows);

        /// <summary>The image of a row, and the row in its map.</summary>
        public (int Image, int Y) Place(int row) => Math.DivRem(First + row, Grid.Down);
    }
}
