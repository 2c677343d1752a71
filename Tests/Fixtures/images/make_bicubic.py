# Writes bicubic.json: what Pillow makes of random pixels, with the bicubic and the Lanczos kernel.
import json, os
import numpy as np
from PIL import Image
rng=np.random.RandomState(3);a=rng.randint(0,256,(23,37,3),np.uint8)
g={'width':37,'height':23,'pixels':a.ravel().tolist(),'sizes':[],'lanczos':[]}
for key,kernel in [('sizes',Image.BICUBIC),('lanczos',Image.LANCZOS)]:
    for w,h in [(11,7),(50,31),(37,9),(20,23)]:
        g[key].append({'width':w,'height':h,'pixels':np.asarray(Image.fromarray(a).resize((w,h),kernel)).ravel().tolist()})
json.dump(g,open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'bicubic.json'),'w'),separators=(',',':'))
