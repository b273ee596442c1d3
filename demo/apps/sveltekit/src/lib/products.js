export const products = [1, 2, 3].map((id) => ({ id, name: `Ball of thread ${id}` }));
